"""What tests of all kinds may ask for."""

import signal

import pytest

from tests.tools.machine import Machine

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell starts its background jobs deaf to Ctrl-C, and what they start
    # is deaf as well: tests that send one would wait for ever.
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    """Run both clocks on a machine whose time the test decides."""
    machine = Machine()
    machine.install(monkeypatch)
    return machine
