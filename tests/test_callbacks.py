"""Callbacks of the loop: what took time is shown, and nothing is changed."""

import asyncio
import contextlib
import functools
import gc
import json
import os
import signal
import socket
import sys
import textwrap
import threading
import time
import weakref

import pytest

from helpers import Timeline, record, run
from helpers.charts.picture import gantt
from helpers.charts.sentence import sentence
from helpers.charts.text import draw
from helpers.charts.trace import trace
from helpers.recording.attach import attach
from helpers.recording.called import name_of
from helpers.recording.recorder import Recorder
from helpers.timeline.model import Lane, Outcome
from helpers.timeline.phases import State, phases
from tests.tools.on_a_clock import CLOCKS

LABEL = "callbacks of the loop"
unix = pytest.mark.skipif(os.name != "posix", reason="Unix has these")


def loops_lane(timeline) -> Lane | None:
    """Return the lane of the loop's callbacks, if there is one."""
    *_, last = timeline.lanes
    return last if last.label == LABEL else None


def blocking(timeline):
    """Return (name, start, end) of the callbacks that blocked the loop."""
    lane = loops_lane(timeline)
    return [
        (x.on, timeline.shown(x.start), timeline.shown(x.end))
        for x in phases(timeline, lane)
        if x.state is State.BLOCKING
    ]


# -- what is shown


@pytest.mark.parametrize("clock", CLOCKS)
def test_a_callback_that_blocks_is_on_the_chart(machine, clock):
    async def main():
        asyncio.get_running_loop().call_later(0.5, time.sleep, 0.5)
        await asyncio.sleep(0.6)

    timeline = run(main(), clock=clock).timeline
    assert draw(timeline) == textwrap.dedent("""\
        main()                |---------|  returned at 1
        callbacks of the loop      ######  called Machine.sleep
                              0         1 seconds""")
    assert timeline.blocked() == 0.5


def test_it_is_told_by_its_name(machine):
    async def main():
        asyncio.get_running_loop().call_soon(lambda: time.sleep(0.2))
        await asyncio.sleep(1)

    line = test_it_is_told_by_its_name.__code__.co_firstlineno + 2
    told = sentence(run(main(), clock="virtual").timeline)
    assert told.endswith(
        f"{LABEL}: lambda of line {line} blocked the loop from 0 to 0.2, "
        f"called lambda of line {line}."
    )


def soon(loop, callback):
    loop.call_soon(callback)


def later(loop, callback):
    loop.call_later(0, callback)


def at(loop, callback):
    loop.call_at(loop.time(), callback)


def when_done(loop, callback):
    future = loop.create_future()
    future.add_done_callback(lambda future: callback())
    future.set_result(None)


def when_a_task_is_done(loop, callback):
    task = loop.create_task(asyncio.sleep(0))
    task.add_done_callback(lambda task: callback())


def from_a_thread(loop, callback):
    thread = threading.Thread(
        target=loop.call_soon_threadsafe, args=(callback,)
    )
    thread.start()
    thread.join()


def when_readable(loop, callback):
    one, other = socket.socketpair()

    def read():
        loop.remove_reader(one)
        one.close()
        other.close()
        callback()

    loop.add_reader(one, read)
    other.send(b"x")


def when_signalled(loop, callback):
    def handle():
        loop.remove_signal_handler(signal.SIGUSR1)
        callback()

    loop.add_signal_handler(signal.SIGUSR1, handle)
    os.kill(os.getpid(), signal.SIGUSR1)


@pytest.mark.parametrize(
    "ask",
    [
        soon,
        later,
        at,
        when_done,
        when_a_task_is_done,
        from_a_thread,
        when_readable,
        pytest.param(when_signalled, marks=unix),
    ],
)
def test_every_kind_of_callback_is_seen(machine, ask):
    called = []

    def callback():
        called.append(machine.perf_counter())
        time.sleep(0.5)

    async def main():
        ask(asyncio.get_running_loop(), callback)
        await asyncio.sleep(1)

    timeline = run(main(), clock="real").timeline
    ((_, start, end),) = blocking(timeline)
    assert end - start == 0.5
    assert len(called) == 1


def test_one_lane_holds_them_all(machine):
    def slow():
        time.sleep(0.2)

    def slower():
        time.sleep(0.3)

    async def main():
        loop = asyncio.get_running_loop()
        for _ in range(2):
            loop.call_soon(slow)
        loop.call_later(1, slower)
        await asyncio.sleep(2)

    timeline = run(main(), clock="virtual").timeline
    assert blocking(timeline) == [
        ("slow", 0, 0.2),
        ("slow", 0.2, 0.4),
        ("slower", 1, 1.3),
    ]
    assert [x.label for x in timeline.lanes] == ["main()", LABEL]
    assert loops_lane(timeline).value == "slow x 2, slower"


def test_the_steps_of_tasks_are_no_callbacks(machine):
    async def job():
        time.sleep(0.5)
        await asyncio.sleep(0.1)
        time.sleep(0.5)

    async def main():
        await asyncio.gather(job(), asyncio.wait_for(job(), 10))

    assert loops_lane(run(main(), clock="virtual").timeline) is None


def test_callbacks_that_take_no_time_are_left_out():
    async def main():
        loop = asyncio.get_running_loop()
        for _ in range(10):
            loop.call_soon(int)
        await asyncio.sleep(0.2)

    assert loops_lane(run(main(), clock="virtual").timeline) is None
    with record() as recording:
        asyncio.run(main())
    assert loops_lane(recording.timeline) is None


def test_many_short_ones_that_took_much_of_the_time_are_shown():
    def some():
        time.sleep(0.002)

    async def main():
        for _ in range(30):
            asyncio.get_running_loop().call_soon(some)
            await asyncio.sleep(0)

    with record() as recording:
        asyncio.run(main())
    assert loops_lane(recording.timeline).value == "some x 30"


def test_a_loop_that_runs_callbacks_only_is_shown():
    def tick(left):
        if left:
            loop.call_later(0.1, tick, left - 1)
        else:
            loop.stop()

    with record() as recording:
        loop = asyncio.new_event_loop()
        loop.call_soon(tick, 2)
        loop.run_forever()
        loop.close()
    (lane,) = recording.timeline.lanes
    assert lane.callbacks == ("tick", "tick", "tick")
    assert gantt(recording.timeline)


def test_a_loop_that_only_stopped_itself_is_none():
    with record() as recording:
        asyncio.run(asyncio.sleep(0))
        loop = asyncio.new_event_loop()
        loop.call_soon(loop.stop)
        loop.run_forever()
        loop.close()
    assert len(recording.timelines) == 1


def test_a_loop_of_a_few_callbacks_is_left_out_beside_others():
    with record() as recording:
        asyncio.run(asyncio.sleep(0))
        loop = asyncio.new_event_loop()
        loop.call_soon(int)
        turn(loop)
        loop.close()
    assert recording.timeline.lanes[0].is_task


def test_a_protocol_is_named_instead_of_its_transport(machine):
    class Slow(asyncio.Protocol):
        def data_received(self, data):
            time.sleep(0.5)

    async def main():
        loop = asyncio.get_running_loop()
        one, other = socket.socketpair()
        transport, _ = await loop.create_connection(Slow, sock=one)
        other.send(b"x")
        await asyncio.sleep(0.1)
        transport.close()
        other.close()

    (seen,) = blocking(run(main(), clock="real").timeline)
    assert seen[0].endswith("Slow")


@pytest.mark.skipif(
    sys.version_info < (3, 12), reason="eager tasks came with Python 3.12"
)
def test_what_an_eager_task_runs_is_the_tasks_own(machine):
    async def job():
        time.sleep(0.5)

    def callback():
        time.sleep(0.2)
        tasks.append(loop.create_task(job()))
        time.sleep(0.3)

    async def main():
        nonlocal loop
        loop = asyncio.get_running_loop()
        loop.set_task_factory(asyncio.eager_task_factory)
        loop.call_soon(callback)
        await asyncio.sleep(2)

    loop, tasks = None, []
    timeline = run(main(), clock="virtual").timeline
    assert blocking(timeline) == [
        ("callback", 0, 0.2),
        ("callback", 0.7, 1),
    ]
    assert timeline.blocked() == 1


def test_only_callbacks_since_the_recording_began_are_told(machine):
    async def other():
        pass

    async def main():
        loop = asyncio.get_running_loop()
        loop.call_soon(time.sleep, 0.5)
        await asyncio.sleep(1)
        return await record(other())

    assert loops_lane(run(main(), clock="virtual").result) is None


# -- how it is told


def test_the_lane_is_never_folded(machine):
    async def main():
        asyncio.get_running_loop().call_soon(time.sleep, 0.5)
        await asyncio.gather(*[asyncio.sleep(1) for _ in range(100)])

    last = draw(run(main(), clock="virtual").timeline).splitlines()[-2]
    assert last.startswith(LABEL)
    assert last.endswith("called Machine.sleep")


def slow_callback(machine):
    async def main():
        asyncio.get_running_loop().call_soon(time.sleep, 0.5)
        await asyncio.sleep(1)

    return run(main(), clock="virtual").timeline


def test_the_lane_is_kept_in_json(machine):
    timeline = slow_callback(machine)
    assert Timeline.from_json(timeline.to_json()) == timeline
    assert loops_lane(timeline).outcome is Outcome.CALLED


def test_a_trace_has_a_track_for_it(machine):
    events = json.loads(trace(slow_callback(machine)))["traceEvents"]
    (name,) = [x for x in events if x["args"].get("name") == LABEL]
    track = [x for x in events if x["tid"] == name["tid"] and x["ph"] == "X"]
    assert [(x["name"], x["ts"], x["dur"]) for x in track] == [
        ("running Machine.sleep", 0, 500_000)
    ]


def test_a_loop_is_never_under_way(machine):
    timeline = slow_callback(machine)
    assert timeline.under_way(loops_lane(timeline)) is None
    assert timeline.overlapping("main()") == ()
    assert timeline.order_of_completion() == ("main()",)


class Silent:
    """An object that must not be asked for anything."""

    def __call__(self):
        pass

    def __getattribute__(self, name):
        raise AssertionError(name)


class Job:
    def method(self):
        pass


@pytest.mark.parametrize(
    ("callback", "name"),
    [
        (slow_callback, "slow_callback"),
        (functools.partial(functools.partial(slow_callback), 1), None),
        (Job().method, "Job.method"),
        (time.sleep, "time.sleep"),
        (print, "print"),
        ([].append, "list.append"),
        (Job, "Job"),
    ],
)
def test_callbacks_have_names(callback, name):
    assert name_of(callback) == (name or "slow_callback")


def test_no_code_of_a_callback_is_run_for_its_name():
    assert name_of(Silent()) == "Silent"


# -- nothing is changed


@contextlib.contextmanager
def recorded_loop(make=asyncio.new_event_loop):
    loop = make()
    recorder = Recorder()
    attach(recorder, loop)
    with contextlib.closing(loop):
        try:
            yield loop
        finally:
            recorder.detach()


def turn(loop):
    loop.call_soon(loop.stop)
    loop.run_forever()


@pytest.mark.parametrize("ask", [soon, later], ids=["soon", "later"])
def test_a_handle_is_what_it_was(ask):
    def callback():
        seen.append((type(handle), repr(handle)))

    seen = []
    with recorded_loop() as loop:
        ask = {soon: loop.call_soon, later: loop.call_at}[ask]
        args = (callback,) if ask == loop.call_soon else (0, callback)
        handle = ask(*args)
        before = type(handle), repr(handle)
        turn(loop)
        turn(loop)
        after = type(handle), repr(handle)
    assert seen == [before]
    assert after == before


def test_a_handle_that_waits_its_turn_reads_as_ever():
    def first():
        seen.append((isinstance(handle, asyncio.Handle), repr(handle)))

    seen = []
    with recorded_loop() as loop:
        loop.call_soon(first)
        handle = loop.call_soon(int)
        as_ever = repr(handle)
        turn(loop)
    assert seen == [(True, as_ever)]
    assert as_ever == "<Handle int()>"


def test_a_callback_can_be_cancelled_up_to_its_turn():
    with recorded_loop() as loop:
        loop.call_soon(lambda: handle.cancel())
        handle = loop.call_soon(pytest.fail, "it was cancelled")
        turn(loop)
    assert handle.cancelled()


def test_debug_mode_tells_of_slow_callbacks(caplog):
    with recorded_loop() as loop:
        loop.set_debug(True)
        loop.slow_callback_duration = 0
        loop.call_soon(int)
        turn(loop)
    assert caplog.messages[0].startswith("Executing <Handle int() created at")


def test_an_exception_reaches_the_handler_of_the_loop():
    def fails():
        raise ValueError("as it should")

    contexts = []
    with recorded_loop() as loop:
        loop.set_exception_handler(lambda loop, about: contexts.append(about))
        handle = loop.call_soon(fails)
        turn(loop)
    (about,) = contexts
    assert about["handle"] is handle
    assert about["message"].startswith("Exception in callback ")
    trace = about["exception"].__traceback__
    assert trace.tb_next.tb_next is None  # the handle, and the callback


def test_ctrl_c_in_a_callback_has_no_frame_of_ours():
    def interrupt():
        raise KeyboardInterrupt

    with recorded_loop() as loop:
        loop.call_soon(interrupt)
        with pytest.raises(KeyboardInterrupt) as caught:
            loop.run_forever()
    files = [str(entry.path) for entry in caught.traceback]
    assert not [name for name in files if "helpers" in name]
    assert not [name for name in files if "frozen" in name]


def test_nothing_is_kept_alive():
    class Value:
        pass

    with recorded_loop() as loop:
        value = Value()
        gone = weakref.ref(value)
        loop.call_soon(id, value)
        del value
        turn(loop)
        assert gone() is None


def test_a_loop_that_is_let_go_of_is_gone():
    loop = asyncio.new_event_loop()
    recorder = Recorder()
    attach(recorder, loop)
    turn(loop)
    loop.close()
    gone = weakref.ref(loop)
    gc.disable()
    try:
        del loop
        assert gone() is None
    finally:
        gc.enable()
        recorder.detach()


def test_a_reader_is_called_again_and_again():
    one, other = socket.socketpair()
    one.setblocking(False)
    got = []
    with recorded_loop() as loop, one, other:
        loop.add_reader(one, lambda: got.append(one.recv(1)))
        for byte in (b"a", b"b"):
            other.send(byte)
            while byte not in got:
                turn(loop)
        loop.remove_reader(one)
    assert got == [b"a", b"b"]


def test_other_threads_may_ask_while_the_loop_turns():
    async def main():
        loop = asyncio.get_running_loop()
        done = loop.create_future()

        def ask():
            for _ in range(5000):
                loop.call_soon_threadsafe(called.append, None)
            loop.call_soon_threadsafe(done.set_result, None)

        thread = threading.Thread(target=ask)
        thread.start()
        await done
        thread.join()

    called = []
    with record() as recording:
        asyncio.run(main())
    assert len(called) == 5000
    assert recording.timeline.lanes[0].outcome is Outcome.RETURNED


def test_after_the_recording_callbacks_run_on():
    loop = asyncio.new_event_loop()
    recorder = Recorder()
    attach(recorder, loop)
    called = []
    loop.call_soon(recorder.detach)
    loop.call_soon(called.append, 1)
    turn(loop)
    loop.call_soon(called.append, 2)
    turn(loop)
    loop.close()
    assert called == [1, 2]


# -- uvloop keeps its handles to itself


def test_uvloops_callbacks_are_seen_where_they_are_asked_for():
    uvloop = pytest.importorskip("uvloop")

    def slow():
        time.sleep(0.1)

    async def main():
        loop = asyncio.get_running_loop()
        seen.append(repr(loop.call_later(0.01, slow)))
        await asyncio.sleep(0.02)

    seen = []
    with record() as recording:
        asyncio.Runner(loop_factory=uvloop.new_event_loop).run(main())
    assert loops_lane(recording.timeline).value == "slow"
    assert seen[0].startswith("<TimerHandle test_uvloops_callbacks")


def test_uvloop_reports_what_its_callbacks_raise():
    uvloop = pytest.importorskip("uvloop")

    def fails():
        raise ValueError("as it should")

    contexts = []
    with recorded_loop(uvloop.new_event_loop) as loop:
        loop.set_exception_handler(lambda loop, about: contexts.append(about))
        loop.call_soon(fails)
        turn(loop)
    (about,) = contexts
    trace = about["exception"].__traceback__
    assert trace.tb_next.tb_frame.f_code.co_name == "fails"


def test_uvloop_refuses_what_it_refuses():
    uvloop = pytest.importorskip("uvloop")

    async def handle():
        pass

    with recorded_loop(uvloop.new_event_loop) as loop:
        with pytest.raises(TypeError):
            loop.add_signal_handler(signal.SIGUSR1, handle)
        with pytest.raises(TypeError):
            loop.call_later(1)
