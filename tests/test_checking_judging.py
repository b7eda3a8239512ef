"""A verdict is about the program, and not about the machine."""

import pytest

from helpers.checking.judging import judge
from helpers.checking.load import find
from helpers.checking.stubs import namespace
from helpers.clocks.cpu_time import Stopwatch

CRAWL = find("crawl-with-tasks")
HELD_UP = 300_000_000  # nanoseconds


@pytest.fixture(autouse=True)
def asked_at_each_turn(monkeypatch):
    """Have the clock ask the stopwatch, however little time has passed."""
    long_ago = lambda self: setattr(self, "started", -(10**18))  # noqa: E731
    monkeypatch.setattr(Stopwatch, "restart", long_ago)


def verdict_of_the_reference():
    return judge(CRAWL, namespace(CRAWL.reference)["crawl"])


def test_a_case_that_the_machine_held_up_is_tried_again(monkeypatch):
    costs = [0, HELD_UP, 0, 0]
    monkeypatch.setattr(
        Stopwatch, "cost", lambda self: costs.pop() if costs else 0
    )
    assert verdict_of_the_reference().passed
    assert not costs


def test_a_program_that_really_blocks_is_refused(monkeypatch):
    monkeypatch.setattr(Stopwatch, "cost", lambda self: HELD_UP)
    verdict = verdict_of_the_reference()
    assert not verdict.passed
    assert verdict.attempt is not None
    assert verdict.attempt.held_up > 0
