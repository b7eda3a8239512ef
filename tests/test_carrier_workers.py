"""Workers with clocks of their own, brought onto the scheduler's."""

import itertools
import random
from dataclasses import dataclass, field

import pytest

from helpers.carriers.clocks import DRIFT
from helpers.carriers.workers import Change, Seen, Workers

ROUNDING = 1e-6  # of times of day, as floats
SHOWN = {  # what a worker's clock shows when the scheduler's shows `now`
    "the same": lambda now: now,
    "ahead": lambda now: now + 12.5,
    "long behind": lambda now: now - 1.7e9,
    "fast": lambda now: now * (1 + DRIFT / 2) - 3,
    "slow": lambda now: now * (1 - DRIFT / 2) + 7,
}


@dataclass
class Made:
    """A worker's work as it was, and what was noted of it.

    `true` has for each change when the task was sent, the stretches, and
    when it was known as done, all by the scheduler's clock.
    """

    changes: list = field(default_factory=list)
    seen: list = field(default_factory=list)
    true: list = field(default_factory=list)
    asked: list = field(default_factory=list)


def made(seed, shown, tasks=30, wobble=0.2, begin=1.7e9):
    """Return a worker of one thread, whose tasks are all sent beforehand.

    Dask's estimate of its clock is wrong by as much as `wobble`, and changes
    between tasks and in the middle of them.
    """
    world, work = random.Random(seed), Made()
    ahead = [0.0]

    def late(most=0.02):
        return world.random() * most

    def see(now, *change):
        if world.random() < 0.3:
            off = world.uniform(-wobble, wobble)
            ahead[0] = now - shown(now) + off
        work.seen.append(Seen(shown(now), *change, ahead[0]))
        return ahead[0]

    sent, now = begin, begin + 0.001
    ahead[0] = begin - shown(begin)
    work.asked.append((sent, {"w": shown(now)}, now + late()))
    for key in range(tasks):
        sent += late()
        came = max(now, sent) + late()
        see(came, key, "released", "waiting")
        moved = came + late(), came + late() + 0.02
        began = moved[1] + late()
        added = see(began, key, "ready", "executing")
        start = began + late(0.005)
        end = start + world.random() / 10
        over = end + late(0.005)
        see(over, key, "executing", "memory")
        known = over + late()
        stretches = [
            {
                "action": action,
                "start": shown(x) + added,
                "stop": shown(y) + added,
            }
            for action, x, y in [("transfer", *moved), ("compute", start, end)]
        ]
        told = known, key, "processing", "memory", "w", 1, stretches
        work.changes.append(
            Change(sent, key, "waiting", "processing", "w", None, ())
        )
        work.changes.append(Change(*told))
        work.true += [None, (sent, *moved, start, end, known)]
        now = over
    return work


def read(work, seen=None):
    """Return the four moments and how wrong they may be, for each task."""
    workers = Workers()
    for each in work.asked:
        workers.asked(*each)
    noted = {"w": work.seen} if seen is None else seen
    return [
        ([*moved[1:3], *ran[1:3]], max(moved.wrong, ran.wrong))
        for moved, ran in filter(None, workers.read(work.changes, noted))
    ]


@pytest.mark.parametrize("name", SHOWN)
@pytest.mark.parametrize("seed", range(5))
def test_no_effect_comes_before_its_cause(seed, name):
    work = made(seed, SHOWN[name])
    for (moments, _), true in zip(
        read(work), filter(None, work.true), strict=True
    ):
        chain = [true[0], *moments, true[-1]]
        for cause, effect in itertools.pairwise(chain):
            assert cause <= effect + ROUNDING


@pytest.mark.parametrize("name", SHOWN)
@pytest.mark.parametrize("seed", range(5))
def test_a_time_is_wrong_by_no_more_than_it_says(seed, name):
    work = made(seed, SHOWN[name])
    for (moments, wrong), true in zip(
        read(work), filter(None, work.true), strict=True
    ):
        assert wrong < 0.1
        for moment, right in zip(moments, true[1:5], strict=True):
            assert abs(moment - right) <= wrong + ROUNDING


@pytest.mark.parametrize("name", SHOWN)
@pytest.mark.parametrize("notes", [None, {}], ids=["alive", "dead"])
@pytest.mark.parametrize("seed", range(5))
def test_a_thread_does_one_thing_at_a_time(seed, notes, name):
    work = made(seed, SHOWN[name])
    for (last, _), (this, _) in itertools.pairwise(read(work, notes)):
        assert last[3] <= this[2] + ROUNDING


@pytest.mark.parametrize("wobble", [0.0, 0.05, 5.0])
@pytest.mark.parametrize("seed", range(5))
def test_a_dead_worker_is_told_of_as_far_as_it_can_be_true(seed, wobble):
    work = made(seed, SHOWN["ahead"], wobble=wobble)
    for (moments, wrong), true in zip(
        read(work, {}), filter(None, work.true), strict=True
    ):
        assert true[0] <= moments[0]
        assert moments[0] <= moments[1]
        assert moments[2] <= moments[3] <= true[-1] + ROUNDING
        for moment, right in zip(moments, true[1:5], strict=True):
            assert abs(moment - right) <= wrong + ROUNDING


def test_times_are_exact_where_nothing_changed_meanwhile():
    work = made(4, SHOWN["the same"], wobble=0.0)
    for (moments, _), true in zip(
        read(work), filter(None, work.true), strict=True
    ):
        assert moments == pytest.approx(list(true[1:5]), abs=ROUNDING)


def test_a_task_that_is_done_again_has_the_times_of_each():
    seen = []
    for when in (1.0, 5.0):
        seen.append(Seen(when, "k", "released", "waiting", 0.0))
        seen.append(Seen(when, "k", "ready", "executing", 0.0))
        seen.append(Seen(when + 1, "k", "executing", "memory", 0.0))
    changes = []
    for when in (1.0, 5.0):
        ran = {"action": "compute", "start": when, "stop": when + 1}
        changes.append(Change(when, "k", "waiting", "processing", "w", 1, ()))
        changes.append(
            Change(when + 1, "k", "processing", "memory", "w", 1, [ran])
        )
    _, [first], _, [second] = Workers().read(changes, {"w": seen})
    assert first[:3] == ("compute", 1.0, 2.0)
    assert second[:3] == ("compute", 5.0, 6.0)
    assert second.wrong < 0.01


def test_what_is_neither_moved_nor_computed_is_left_out():
    read_from_disk = {"action": "disk-read", "start": 1.0, "stop": 1.5}
    changes = [
        Change(1.0, "k", "waiting", "processing", "w", 1, ()),
        Change(2.0, "k", "processing", "memory", "w", 1, [read_from_disk]),
    ]
    assert Workers().read(changes, {}) == [[], []]


def test_what_was_sent_before_the_recording_is_left_out():
    ran = {"action": "compute", "start": 1.0, "stop": 1.5}
    change = Change(2.0, "k", "processing", "memory", "w", 1, [ran])
    assert Workers().read([change], {}) == [[]]
