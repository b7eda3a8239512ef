"""`record` in programs that run a loop of their own."""

import asyncio
import gc
import socket
import time
import weakref

import pytest

from helpers import a, b, fails, record, run, sleeper
from helpers.recording.attach import recorder_of


async def two():
    return await asyncio.gather(b("b1"), sleeper("s", 0.5))


async def two_short():
    return await asyncio.gather(sleeper("s", 0.03), sleeper("t", 0.01))


def test_a_block_records_what_asyncio_run_does(capsys):
    with record(title="mine") as recording:
        assert asyncio.run(sleeper("s", 0.01)) == "s"
    timeline = recording.timeline
    assert timeline.title == "mine"
    assert timeline.clock == "real"
    assert [lane.label for lane in timeline.lanes] == ["sleeper('s', 0.01)"]
    assert str(recording).startswith("mine\nsleeper('s', 0.01) ")


def test_short_programs_are_shown_in_milliseconds():
    began = time.monotonic()
    with record() as recording:
        asyncio.run(sleeper("s", 0.01))
    timeline, passed = recording.timeline, time.monotonic() - began
    assert timeline.resolution == 0
    waited = timeline.waited_on("sleeper('s', 0.01)")["sleep"]
    assert 0.01 <= waited <= timeline.shown(timeline.seconds) <= passed


def test_after_the_block_asyncio_is_as_it_was():
    before = vars(asyncio).copy(), vars(asyncio.events).copy()
    inits = asyncio.BaseEventLoop.__init__, asyncio.Runner.__init__
    with record() as recording:
        loop = asyncio.new_event_loop()
        assert recorder_of(loop) is not None
    assert recorder_of(loop) is None
    assert loop.get_task_factory() is None
    loop.close()
    assert (vars(asyncio), vars(asyncio.events)) == before
    assert inits == (
        asyncio.BaseEventLoop.__init__,
        asyncio.Runner.__init__,
    )
    assert recording.timelines == ()


def test_a_block_that_raises_keeps_its_record():
    recording = record()
    with pytest.raises(ValueError, match="bad luck"), recording:
        asyncio.run(fails(0.01))
    (lane,) = recording.timeline.lanes
    assert lane.value == "ValueError: bad luck"


def test_every_loop_of_a_block_is_recorded():
    with record() as recording:
        asyncio.run(sleeper("one", 0))
        with asyncio.Runner() as runner:
            runner.run(sleeper("two", 0))
            runner.run(sleeper("three", 0))
        asyncio.Runner(loop_factory=asyncio.SelectorEventLoop).close()
    assert [
        [lane.label for lane in timeline.lanes]
        for timeline in recording.timelines
    ] == [
        ["sleeper('one', 0)"],
        ["sleeper('two', 0)", "sleeper('three', 0)"],
    ]
    with pytest.raises(RuntimeError, match="2 event loops ran: see"):
        recording.timeline  # noqa: B018


def test_what_run_does_in_a_block_is_recorded_too():
    with record() as recording:
        done = run(two(), clock="virtual")
    assert recording.timeline.lanes == done.timeline.lanes


def test_no_loop_no_timeline():
    with record() as recording:
        pass
    with pytest.raises(RuntimeError, match="nothing was recorded: no event"):
        recording.timeline  # noqa: B018


def test_the_record_so_far_can_be_seen_in_the_block():
    with record() as recording:

        async def main():
            await asyncio.sleep(0)
            return recording.timeline

        so_far = asyncio.run(main())
    assert so_far.lanes[0].ended is None
    assert recording.timeline.lanes[0].ended is not None


def test_an_awaited_coroutine_is_recorded_on_its_loop():
    async def program():
        before = await asyncio.create_task(asyncio.sleep(0, "unrecorded"))
        loop = asyncio.get_running_loop()
        began = loop.time()
        timeline = await record(two_short(), title="part")
        passed = loop.time() - began
        after = await asyncio.create_task(asyncio.sleep(0, "unrecorded"))
        return timeline, passed, before, after, loop.get_task_factory()

    timeline, passed, *rest = asyncio.run(program())
    assert [lane.label for lane in timeline.lanes] == [
        "two_short()",
        "sleeper('s', 0.03)",
        "sleeper('t', 0.01)",
    ]
    assert 0 <= timeline.lanes[0].created <= passed - 0.03
    assert timeline.seconds <= passed
    assert rest == ["unrecorded", "unrecorded", None]


def test_an_awaited_coroutine_that_raises():
    async def program():
        recording = record(fails(0.01))
        with pytest.raises(ValueError, match="bad luck"):
            await recording
        return recording.timeline

    (lane,) = asyncio.run(program()).lanes
    assert lane.outcome.value == "raised"


def test_a_part_of_a_run_can_be_recorded_by_itself():
    async def main():
        await asyncio.sleep(2)
        timeline = await record(two())
        await a()
        return timeline

    done = run(main(), clock="virtual")
    part = done.result
    assert [lane.label for lane in part.lanes] == [
        "two()",
        "b('b1')",
        "sleeper('s', 0.5)",
    ]
    assert (part.seconds, part.clock) == (1.0, "virtual")
    assert part.lane("b('b1')").ended == 1.0
    assert [lane.parent for lane in part.lanes] == [None, 0, 0]
    assert done.timeline.lane("b('b1')").ended == 3.0


def test_a_factory_that_was_there_is_there_again():
    async def program():
        loop = asyncio.get_running_loop()

        def factory(loop, coro, **options):
            return asyncio.Task(coro, loop=loop, **options)

        loop.set_task_factory(factory)
        await record(two_short())
        return loop.get_task_factory() is factory

    assert asyncio.run(program())


def test_a_record_keeps_no_loop_alive():
    with record() as recording:
        loop = asyncio.new_event_loop()
        loop.run_until_complete(sleeper("s", 0))
        loop.close()
    gone = weakref.ref(loop)
    del loop
    gc.collect()
    assert gone() is None
    assert recording.timeline.lanes


def test_a_loop_is_whole_when_its_recording_begins():
    class Loop(asyncio.SelectorEventLoop):
        def get_task_factory(self):  # `attach` asks for it
            self.add_reader(reader, print)
            self.remove_reader(reader)
            return super().get_task_factory()

    reader, writer = socket.socketpair()
    with reader, writer, record() as recording:
        loop = Loop()
        loop.run_until_complete(sleeper("s", 0))
        loop.close()
    assert recording.timeline.lanes


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (
            a,
            "record() needs a coroutine, got function: did you forget to "
            "call the function?",
        ),
        (
            5,
            "record() needs a coroutine, got int: did you forget to call "
            "the function?",
        ),
    ],
)
def test_what_is_no_coroutine_is_refused(wrong, message):
    with pytest.raises(TypeError) as raised:
        record(wrong)
    assert str(raised.value) == message


def test_a_block_takes_no_coroutine():
    recording = record(a())
    with pytest.raises(TypeError, match="is awaited: 'await rec"), recording:
        pass


def test_an_await_needs_a_coroutine():
    async def program():
        await record()

    with pytest.raises(TypeError, match="needs a coroutine: await rec"):
        asyncio.run(program())


def test_a_recording_is_used_once():
    recording = record()
    with recording:
        pass
    with (
        pytest.raises(RuntimeError, match="this recording is over"),
        recording,
    ):
        pass
