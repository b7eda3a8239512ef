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

    `true` has for each task when it was sent, the stretches, and when it was
    known as done, all by the scheduler's clock.
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
    ahead = [begin - shown(begin)]

    def late(most=0.02):
        return world.random() * most

    def estimate(now, chance=0.3):
        if world.random() < chance:
            off = world.uniform(-wobble, wobble)
            ahead[0] = now - shown(now) + off
        return ahead[0]

    def see(now, *change):
        work.seen.append(Seen(shown(now), *change, estimate(now)))

    free, known = begin + 0.001, begin
    work.asked.append((begin, {"w": shown(free)}, free + late()))
    for key in range(tasks):
        sent = begin + key / 100
        came = max(sent, free) + late() if key % 3 else sent + late()
        see(came, key, "released", "waiting")
        moved = came + late(), came + late() + 0.02
        adding = estimate(moved[1], 0.1)
        see(moved[1] + late(0.001), key, "waiting", "ready")
        began = max(moved[1], free) + late(0.001)
        see(began, key, "ready", "executing")
        added = estimate(began, 0.1)
        start = began + late(0.005)
        end = start + world.random() / 10
        over = end + late(0.005)
        see(over, key, "executing", "memory")
        known = max(known, over + late())
        stretches = [
            {
                "action": action,
                "start": shown(x) + more,
                "stop": shown(y) + more,
            }
            for action, (x, y), more in [
                ("transfer", moved, adding),
                ("compute", (start, end), added),
            ]
        ]
        work.changes += [
            Change(sent, key, "waiting", "processing", "w", None, ()),
            Change(known, key, "processing", "memory", "w", 1, stretches),
        ]
        work.true.append((sent, *moved, start, end, known))
        free = over
    return work


def read(work, seen=None):
    """Return the move and the computation of each task, with what is true."""
    workers = Workers()
    for each in work.asked:
        workers.asked(*each)
    noted = {"w": work.seen} if seen is None else seen
    found = filter(None, workers.read(work.changes, noted))
    return [(*each, true) for each, true in zip(found, work.true, strict=True)]


def is_right(stretch, *true):
    """Say whether a stretch is as wrong as it says, at most."""
    far = [abs(x - y) for x, y in zip(stretch[1:3], true, strict=True)]
    return max(far) <= stretch.wrong + ROUNDING


@pytest.mark.parametrize("name", SHOWN)
@pytest.mark.parametrize("seed", range(5))
def test_no_effect_comes_before_its_cause(seed, name):
    for moved, ran, true in read(made(seed, SHOWN[name])):
        chain = [true[0], *moved[1:3], *ran[1:3], true[-1]]
        for cause, effect in itertools.pairwise(chain):
            assert cause <= effect + ROUNDING


@pytest.mark.parametrize("name", SHOWN)
@pytest.mark.parametrize("seed", range(5))
def test_a_time_is_wrong_by_no_more_than_it_says(seed, name):
    for moved, ran, true in read(made(seed, SHOWN[name])):
        assert max(moved.wrong, ran.wrong) < 0.1
        assert is_right(moved, *true[1:3])
        assert is_right(ran, *true[3:5])


@pytest.mark.parametrize("name", SHOWN)
@pytest.mark.parametrize("notes", [None, {}], ids=["alive", "dead"])
@pytest.mark.parametrize("seed", range(5))
def test_a_thread_does_one_thing_at_a_time(seed, notes, name):
    work = made(seed, SHOWN[name])
    ran = [each[1] for each in read(work, notes)]
    for last, this in itertools.pairwise(ran):
        assert last.end <= this.start + ROUNDING


@pytest.mark.parametrize("wobble", [0.0, 0.05, 5.0])
@pytest.mark.parametrize("seed", range(5))
def test_a_dead_worker_is_told_of_as_far_as_it_can_be_true(seed, wobble):
    work = made(seed, SHOWN["ahead"], wobble=wobble)
    for moved, ran, true in read(work, {}):
        assert true[0] <= moved.start <= moved.end <= true[-1] + ROUNDING
        assert true[0] <= ran.start <= ran.end <= true[-1] + ROUNDING
        assert is_right(moved, *true[1:3])
        assert is_right(ran, *true[3:5])


def test_times_are_exact_where_nothing_changed_meanwhile():
    for moved, ran, true in read(made(4, SHOWN["the same"], wobble=0.0)):
        assert moved[1:3] == pytest.approx(true[1:3], abs=ROUNDING)
        assert ran[1:3] == pytest.approx(true[3:5], abs=ROUNDING)


def test_the_estimate_is_that_of_the_beginning():
    states = ["released", "waiting", "ready", "executing", "memory"]
    changed = list(itertools.pairwise(states))
    notes = zip((1, 2, 3, 6), changed, (0, 0, 0.5, 0.75), strict=True)
    seen = [Seen(when, "k", *each, ahead) for when, each, ahead in notes]
    ran = {"action": "compute", "start": 4.5, "stop": 5.5}
    changes = [
        Change(1.0, "k", "waiting", "processing", "w", 1, ()),
        Change(6.0, "k", "processing", "memory", "w", 1, [ran]),
    ]
    _, [found] = Workers().read(changes, {"w": seen})
    assert found[:3] == ("compute", 4.0, 5.0)
    assert found.wrong >= 2.0


def test_a_task_that_is_done_again_has_the_times_of_each():
    seen = []
    for when in (1.0, 5.0):
        seen.append(Seen(when, "k", "released", "waiting", 0.0))
        seen.append(Seen(when, "k", "waiting", "ready", 0.0))
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
