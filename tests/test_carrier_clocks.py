"""Clocks of other processes, brought onto ours: no effect before its cause."""

import math
import random

import pytest

from helpers.carriers.clocks import Clock

MOST_LATE = 0.5  # seconds that a message may take


def exchanged(seed, offset, messages=40):
    """Return a clock that heard some messages, and the events there."""
    world = random.Random(seed)
    clock, events, now = Clock(), [], 0.0
    for _ in range(messages):
        now += world.random()
        told = now
        there = told + world.random() * MOST_LATE
        done = there + world.random()
        heard = done + world.random() * MOST_LATE
        clock.told(told, there + offset)
        clock.heard(done + offset, heard)
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
    assert clock.within < MOST_LATE
    for _, there, _, _ in events:
        assert abs(clock.here(there + 12.0) - there) <= clock.within + 1e-9


def test_more_messages_make_it_no_less_exact():
    exact = [exchanged(7, 5.0, count)[0].within for count in (1, 5, 40)]
    assert exact == sorted(exact, reverse=True)


def test_a_guess_is_taken_where_the_messages_allow_it():
    clock = Clock(guess=0.0)
    clock.told(1.0, 1.5)
    clock.heard(2.0, 2.25)
    assert clock.offset == 0.0
    assert clock.within == 0.5


def test_a_guess_that_cannot_be_is_moved_to_the_nearest_that_can():
    clock = Clock(guess=0.0)
    clock.told(1.0, 4.0)
    clock.heard(4.5, 2.5)
    assert clock.offset == 2.0


def test_clocks_that_drift_contradict_themselves_by_what_is_stated():
    clock = Clock()
    clock.told(0.0, 5.0)
    clock.heard(105.5, 100.0)
    assert clock.within == 0.5
    assert 0.0 - clock.here(5.0) <= clock.within
    assert clock.here(105.5) - 100.0 <= clock.within


def test_a_clock_that_nothing_is_known_of_may_be_wrong_by_anything():
    assert Clock().here(3.0) == 3.0
    assert math.isinf(Clock().within)


def test_one_bound_alone_is_taken_as_it_is():
    clock = Clock()
    clock.heard(7.0, 3.0)
    assert clock.offset == 4.0
    assert math.isinf(clock.within)
