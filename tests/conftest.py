"""What tests of all kinds may ask for."""

import pytest

from tests.tools.machine import Machine


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    """Run both clocks on a machine whose time the test decides."""
    machine = Machine()
    machine.install(monkeypatch)
    return machine
