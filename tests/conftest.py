"""What tests of all kinds may ask for."""

import signal

import pytest

from tests.tools.lengths import at_length
from tests.tools.machine import Machine

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell starts its background jobs deaf to Ctrl-C, and what they start
    # is deaf as well: tests that send one would wait for ever.
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Leave what takes long to `make test-length`."""
    if at_length():
        return
    long = [item for item in items if item.get_closest_marker("length")]
    if long:
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in long]


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    """Run both clocks on a machine whose time the test decides."""
    machine = Machine()
    machine.install(monkeypatch)
    return machine
