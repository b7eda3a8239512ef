"""Of a program that runs for long, the last seconds are kept, and whole."""

import asyncio
import dataclasses

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings

from helpers.clocks.choose import new_loop
from helpers.clocks.deadlock import DeadlockError
from helpers.recording.attach import attach
from helpers.recording.by_place import ByPlace
from helpers.recording.pruning import Pruning
from helpers.recording.recorder import Recorder
from helpers.recording.snapshot import freeze
from helpers.running.shutdown import cancel_left_overs
from helpers.timeline import excerpt
from tests.tools.lengths import examples
from tests.tools.programs import Account, programs

many = settings(
    max_examples=examples(150),
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.filter_too_much,
    ],
)


def recorded(make, keep, *, every=0.3):
    """Run `make()` on virtual time, recorded; keep so many seconds of it."""
    loop, recorder = new_loop("virtual"), Recorder()
    attach(recorder, loop)
    pruning = Pruning(recorder)
    coroutine = make()

    def tick():
        if keep:
            pruning.prune(recorder.now() - keep)
        timer[0] = loop.call_later(every, tick)

    timer = [loop.call_later(every, tick)]
    main = loop.create_task(coroutine)
    main.add_done_callback(lambda _: timer[0].cancel())
    try:
        loop.run_until_complete(main)
    except (ValueError, asyncio.CancelledError, DeadlockError):
        pass
    finally:
        timer[0].cancel()
        timeline = freeze(recorder)
        recorder.detach()
        cancel_left_overs(loop)
        loop.close()
    return recorder, timeline


def what_is_shown(timeline, seconds):
    """Return what began in the last seconds, without what depends on others.

    Who ran in the step before, and so what a lane waits for since then, is
    not known any more but for the innermost one.
    """
    lanes = [
        lane
        for lane in excerpt.last(timeline, seconds).lanes
        if not lane.callbacks
    ]
    turns = sorted(x.turn for x in lanes if x.turn is not None)
    return [
        dataclasses.replace(
            lane,
            label="",
            steps=tuple(step for step in lane.steps if step.start),
            waits=tuple(
                dataclasses.replace(wait, on=wait.on[:10])
                for wait in lane.waits
                if wait.start
            ),
            parent=None,
            collector=None,
            source=None,
            turn=None if lane.turn is None else turns.index(lane.turn),
        )
        for lane in lanes
    ]


@pytest.mark.usefixtures("machine")
@pytest.mark.random
@many
@given(programs())
def test_the_last_seconds_are_the_same_as_of_a_whole_recording(program):
    # A task group cancels its tasks in the order of a set, which is none.
    assume("kind='group'" not in repr(program))

    def make():
        return Account(program).main()

    whole, pruned = recorded(make, 0)[1], recorded(make, 1)[1]
    assert pruned.seconds == whole.seconds
    seconds = 0.95  # nothing happens at that very moment
    assert what_is_shown(pruned, seconds) == what_is_shown(whole, seconds)


async def echo(number):
    await asyncio.sleep(0.05)
    return number


async def locked(lock):
    async with lock:
        await echo(0)


async def serve(seconds):
    """Serve a client after the other, for so long."""
    held = echo(-1)  # made and not awaited for a while
    end = asyncio.get_running_loop().time() + seconds
    await asyncio.sleep(1)
    await held
    lock = asyncio.Lock()
    while asyncio.get_running_loop().time() < end:
        asyncio.create_task(locked(lock))
        await locked(lock)
        await asyncio.to_thread(int)


def size_of(recorder):
    """Return how many numbers, texts and places a recorder holds."""
    lanes = recorder.lanes()
    found = {
        "events": len(recorder.events),
        "lanes": len(list(lanes)),
        "steps": sum(len(lane.times) for lane in lanes),
        "waits": sum(len(lane.waits) for lane in lanes),
        "jobs": len(recorder.jobs),
        "reasons": len(list(recorder.reasons)),
        "taken": len(recorder.taken),
    }
    for name, value in vars(recorder).items():
        if isinstance(value, (ByPlace, set, dict)):
            found[name] = len(list(value))
    return found


def test_the_room_it_takes_does_not_grow_with_the_time():
    a_little = size_of(recorded(lambda: serve(5), 2, every=0.2)[0])
    a_lot = size_of(recorded(lambda: serve(20), 2, every=0.2)[0])
    for name, size in a_lot.items():
        assert size <= 1.5 * a_little[name] + 20, name
    assert a_lot["lanes"] > 20  # there is something to see


def test_a_task_that_has_waited_since_before_still_waits():
    async def main():
        waiting = asyncio.create_task(inner())
        await serve(3)
        return waiting

    async def inner():
        await deeper()

    async def deeper():
        await asyncio.Event().wait()

    _, timeline = recorded(main, 0.5)
    part = excerpt.last(timeline, 0.5)
    lane = part.lane("deeper()")
    assert (lane.started, lane.ended) == (0, None)
    assert [(wait.on, wait.start) for wait in lane.waits] == [
        ("Event.wait", 0)
    ]
    assert part.lane("inner()").depth + 1 == lane.depth


def test_places_stay_what_they_were():
    places = ByPlace()
    for letter in "abcde":
        places.append(letter)
    places.drop(3, {1})
    assert len(places) == 5
    assert list(places.items()) == [(1, "b"), (3, "d"), (4, "e")]
    assert (places[1], places[3], places.get(0)) == ("b", "d", None)
    places[1] = "B"
    places.append("f")
    places.drop(5, {1, 4})
    assert list(places) == ["B", "e", "f"]
    assert places[5] == "f"
