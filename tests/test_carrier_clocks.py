"""Clocks of other processes, brought onto ours: no effect before its cause."""

import itertools
import math
import random

import pytest

from helpers.carriers.clocks import DRIFT, Clock

MOST_LATE = 0.5  # seconds that a message may take
ROUNDING = 1e-6  # of times of day, as floats


def exchanged(seed, offset, messages=40, shown=None, guess=None):
    """Return a clock that heard some messages, and the events there.

    `shown` is what that clock shows at a moment of ours.
    """
    world = random.Random(seed)
    clock, events, now = Clock(guess), [], 0.0
    shown = shown or (lambda ours: ours + offset)
    for _ in range(messages):
        now += world.random()
        told = now
        there = told + world.random() * MOST_LATE
        done = there + world.random()
        heard = done + world.random() * MOST_LATE
        clock.told(told, shown(there))
        clock.heard(shown(done), heard)
        events.append((told, there, done, heard))
        now = heard
    return clock, events


@pytest.mark.parametrize("offset", [0.0, 3.25, -1000.5, 1.7e9])
@pytest.mark.parametrize("seed", range(20))
def test_no_effect_comes_before_its_cause(seed, offset):
    clock, events = exchanged(seed, offset)
    for told, there, done, heard in events:
        began, ended = clock.here(there + offset), clock.here(done + offset)
        assert told <= began + 1e-6
        assert ended <= heard + 1e-6
        assert began <= ended


@pytest.mark.parametrize("seed", range(20))
def test_a_time_is_wrong_by_no_more_than_it_says(seed):
    clock, events = exchanged(seed, 12.0)
    for _, there, _, _ in events:
        within = clock.within(there + 12.0)
        assert within < MOST_LATE
        assert abs(clock.here(there + 12.0) - there) <= within + 1e-9


# Clocks that are fast, or slow, or are made faster and slower in turn; each
# says what such a clock shows when ours shows `ours`.
DRIFTING = {
    "fast": lambda ours: 1.7e9 + ours * (1 + DRIFT / 2),
    "slow": lambda ours: -1000.5 + ours * (1 - DRIFT / 2),
    "in turn": lambda ours: ours + 5 * DRIFT * math.sin(ours / 10),
    "very slow": lambda ours: 3.25 + ours * 0.97,
    "very fast": lambda ours: 1.7e9 + ours * 1.05,
}


@pytest.mark.parametrize("name", DRIFTING)
@pytest.mark.parametrize("guess", [None, 0.0])
@pytest.mark.parametrize("seed", range(5))
def test_no_effect_comes_before_its_cause_if_a_clock_drifts(seed, name, guess):
    shown = DRIFTING[name]
    clock, events = exchanged(seed, None, 200, shown, guess)
    for told, there, done, heard in events:
        began, ended = clock.here(shown(there)), clock.here(shown(done))
        assert told <= began + ROUNDING
        assert began <= ended
        assert ended <= heard + ROUNDING


@pytest.mark.parametrize("name", ["fast", "slow", "in turn"])
@pytest.mark.parametrize("guess", [None, 0.0])
@pytest.mark.parametrize("seed", range(5))
def test_a_drifting_clock_is_wrong_by_no_more_than_it_says(seed, name, guess):
    shown = DRIFTING[name]
    clock, events = exchanged(seed, None, 200, shown, guess)
    for moment in itertools.chain.from_iterable(events):
        theirs = shown(moment)
        within = clock.within(theirs)
        assert within < MOST_LATE
        assert abs(clock.here(theirs) - moment) <= within + ROUNDING


@pytest.mark.parametrize("name", ["very slow", "very fast"])
def test_a_clock_is_allowed_the_drift_that_its_messages_need(name):
    clock, _ = exchanged(1, None, 200, DRIFTING[name])
    assert clock.drift > DRIFT
    assert exchanged(1, 5.0, 200)[0].drift == DRIFT


def test_order_there_is_order_here():
    clock, _ = exchanged(3, None, 200, DRIFTING["very fast"])
    moments = [1.7e9 + number / 100 for number in range(-1000, 40_000)]
    brought = list(map(clock.here, moments))
    assert brought == sorted(brought)


def test_more_messages_make_it_no_less_exact():
    exact = [exchanged(7, 5.0, count)[0].within(5.0) for count in (1, 5, 40)]
    assert exact == sorted(exact, reverse=True)


def test_a_message_says_less_the_longer_it_is_ago():
    clock = Clock()
    clock.told(0.0, 0.25)
    clock.heard(0.0, 0.25)
    assert clock.within(0.0) == pytest.approx(0.25 + DRIFT * 0.125)
    assert clock.within(1000.0) == pytest.approx(0.25 + DRIFT * 1000, rel=1e-2)


def test_a_guess_is_taken_where_the_messages_allow_it():
    clock = Clock(guess=0.0)
    clock.told(1.0, 1.5)
    clock.heard(2.0, 2.25)
    assert clock.offset(2.0) == 0.0
    assert clock.within(1.5) == pytest.approx(0.5)


def test_a_guess_that_cannot_be_is_not_taken():
    clock = Clock(guess=0.0)
    clock.told(1.0, 4.0)
    clock.heard(4.5, 2.5)
    assert clock.offset(4.25) == pytest.approx(2.5)
    assert clock.within(4.25) == pytest.approx(0.5, abs=1e-3)


def test_a_clock_that_was_set_contradicts_itself_by_what_is_stated():
    clock = Clock()
    clock.told(0.0, 5.0)
    clock.heard(105.5, 5.25)
    assert clock.within(5.0) == clock.within(105.5)
    assert 0.0 - clock.here(5.0) <= clock.within(5.0)
    assert clock.here(105.5) - 5.25 <= clock.within(105.5)


def test_a_clock_that_nothing_is_known_of_may_be_wrong_by_anything():
    assert Clock().here(3.0) == 3.0
    assert math.isinf(Clock().within(3.0))


def test_one_bound_alone_is_taken_as_it_is():
    clock = Clock()
    clock.heard(7.0, 3.0)
    assert clock.offset(7.0) == 4.0
    assert math.isinf(clock.within(7.0))


def test_many_messages_take_little_time():
    clock, events = exchanged(2, 3.0, 5000)
    assert all(clock.here(there + 3.0) > told for told, there, _, _ in events)
