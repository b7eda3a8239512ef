"""Jobs in threads and processes: they have lanes, and nothing else changes."""

import asyncio
import concurrent.futures
import contextvars
import dataclasses
import functools
import gc
import json
import multiprocessing
import operator
import threading
import traceback
import weakref
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import pytest
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_hex

from helpers import Timeline, record, run
from helpers.charts.marks import MARKS
from helpers.charts.picture import gantt
from helpers.charts.sentence import sentence
from helpers.charts.text import draw
from helpers.charts.trace import trace
from helpers.recording.attach import attach
from helpers.recording.recorder import Recorder
from helpers.recording.snapshot import freeze
from helpers.timeline.model import Lane, Outcome
from helpers.timeline.phases import State, ending, phases
from helpers.timeline.spans import Steps

LONG = 60  # seconds that nothing takes, but on a machine that stands still


def virtual(main):
    return run(main, clock="virtual").timeline


def recorded(main):
    """Return what asyncio.run returns, and the timeline of it."""
    with record() as recording:
        result = asyncio.run(main)
    return result, recording.timeline


def job_of(timeline):
    (job,) = (lane for lane in timeline.lanes if lane.job)
    return job


def in_thread(function, *args, pool=None):
    return asyncio.get_running_loop().run_in_executor(pool, function, *args)


def double(value):
    return 2 * value


# -- what a lane tells


def test_a_job_has_a_lane_below_the_task_that_asked_for_it(machine):
    async def main():
        job = machine.job(asyncio.get_running_loop(), 0.3)
        return await asyncio.to_thread(lambda n: job() or n, 5)

    timeline = virtual(main())
    job = job_of(timeline)
    assert (job.parent, job.depth, job.is_task) == (0, 1, False)
    assert (job.created, job.started, job.ended) == (0, 0, 0.3)
    assert (job.outcome, job.value, job.job) == (
        Outcome.RETURNED,
        "5",
        "thread",
    )
    assert (job.collected, job.collector, job.given_up) == (0.3, 0, None)


def test_a_full_pool_is_seen_as_a_queue(machine):
    async def main():
        loop = asyncio.get_running_loop()
        with ThreadPoolExecutor(1) as pool:
            works = machine.job(loop, 0.3), machine.job(loop, 0.2)
            await asyncio.gather(*(in_thread(x, pool=pool) for x in works))

    first, second = (lane for lane in virtual(main()).lanes if lane.job)
    assert (first.created, first.started, first.ended) == (0, 0, 0.3)
    assert (second.created, second.started, second.ended) == (0, 0.3, 0.5)


def test_a_busy_machine_makes_no_job_longer(machine):
    async def main():
        work = machine.job(asyncio.get_running_loop(), 0.5)
        await asyncio.to_thread(
            lambda: work() or machine.keep_threads_waiting(0.3)
        )

    job = job_of(virtual(main()))
    assert (job.started, job.ended, job.collected) == (0, 0.5, 0.5)


def test_an_exception_is_shown(machine):
    async def main():
        await asyncio.to_thread(int, "x")

    with pytest.raises(ValueError, match="invalid literal"), record() as seen:
        asyncio.run(main())
    job = job_of(seen.timeline)
    assert (job.outcome, job.error) == (Outcome.RAISED, "ValueError")
    assert job.collector == 0


def test_what_is_done_and_not_collected(machine):
    async def main():
        loop = asyncio.get_running_loop()
        early = in_thread(machine.job(loop, 0.2))
        await early
        late = in_thread(lambda: machine.let_pass(0.1) and "late")
        await asyncio.wait([late])
        await asyncio.sleep(1)
        return await late

    _, late = (lane for lane in virtual(main()).lanes if lane.job)
    assert late.ended == pytest.approx(0.3)
    assert late.collected == pytest.approx(1.3)
    assert not late.never_collected


def test_a_result_that_nobody_takes():
    async def main():
        await asyncio.wait([in_thread(double, 1)])

    _, timeline = recorded(main())
    assert job_of(timeline).never_collected


def test_a_job_that_is_given_up_on_goes_on(machine):
    gave_up = threading.Event()

    def work():
        machine.let_pass(0.1)
        gave_up.wait(LONG)
        machine.let_pass(0.3)
        return "done anyway"

    async def main():
        try:
            async with asyncio.timeout(0.1):
                await asyncio.to_thread(work)
        except TimeoutError:
            gave_up.set()

    done = run(main(), clock="virtual")
    job = job_of(done.timeline)
    assert (job.started, job.given_up, job.ended) == (0, 0.1, 0.4)
    assert (done.seconds, done.timeline.seconds) == (0.1, 0.4)
    assert (job.value, job.never_collected) == ("'done anyway'", True)


def test_the_record_waits_for_what_asyncio_run_waits_for():
    gave_up = threading.Event()

    async def main():
        begun = asyncio.Event()
        loop = asyncio.get_running_loop()

        def work():
            loop.call_soon_threadsafe(begun.set)
            return gave_up.wait(LONG)

        job = in_thread(work)
        await begun.wait()
        job.cancel()
        gave_up.set()

    _, timeline = recorded(main())
    job = job_of(timeline)
    assert (job.outcome, job.value) == (Outcome.RETURNED, "True")
    assert timeline.lanes[0].ended <= timeline.seconds
    assert job.started <= job.given_up <= job.ended <= timeline.seconds


def test_what_nobody_waits_for_is_still_at_work_or_queued():
    over, begun = threading.Event(), threading.Event()
    pool = ThreadPoolExecutor(1)

    def work():
        begun.set()
        over.wait(LONG)

    async def main():
        in_thread(work, pool=pool), in_thread(double, 2, pool=pool)
        begun.wait(LONG)

    with record() as recording:
        asyncio.run(main())
    over.set()
    pool.shutdown()
    timeline = recording.timeline
    first, second = (lane for lane in timeline.lanes if lane.job)
    assert (first.outcome, first.ended) == (Outcome.WORKING, None)
    assert (second.outcome, second.started) == (Outcome.PENDING, None)
    text = draw(timeline)
    assert "  still at work\n" in text
    assert "  still waiting on a free thread\n" in text


def test_a_job_may_begin_when_the_run_is_over():
    first, second = threading.Event(), threading.Event()
    begun = threading.Event()
    pool = ThreadPoolExecutor(1)

    def work():
        begun.set()
        second.wait(LONG)

    async def main():
        in_thread(first.wait, LONG, pool=pool), in_thread(work, pool=pool)

    recorder = Recorder()
    with asyncio.Runner() as runner:
        attach(recorder, runner.get_loop())
        runner.run(main())
    recorder.detach()
    first.set()
    begun.wait(LONG)
    timeline = freeze(recorder)
    second.set()
    pool.shutdown()
    _, one, two = timeline.lanes
    assert one.ended <= two.started == timeline.seconds
    assert two.outcome is Outcome.WORKING


def test_a_job_that_is_cancelled_in_the_queue():
    begun, over = threading.Event(), threading.Event()

    def work():
        begun.set()
        over.wait(LONG)

    async def main():
        with ThreadPoolExecutor(1) as pool:
            first = in_thread(work, pool=pool)
            begun.wait(LONG)
            second = in_thread(double, 2, pool=pool)
            second.cancel()
            await asyncio.sleep(0)
            over.set()
            await first

    _, timeline = recorded(main())
    _, second = (lane for lane in timeline.lanes if lane.job)
    assert (second.outcome, second.started) == (Outcome.CANCELLED, None)
    assert "cancelled before it started" in draw(timeline)


def test_a_pool_that_drops_its_queue():
    begun, over = threading.Event(), threading.Event()

    def work():
        begun.set()
        over.wait(LONG)

    async def main():
        pool = ThreadPoolExecutor(1)
        first = in_thread(work, pool=pool)
        begun.wait(LONG)
        second = in_thread(double, 2, pool=pool)
        pool.shutdown(wait=False, cancel_futures=True)
        over.set()
        return await asyncio.gather(first, second, return_exceptions=True)

    (_, error), timeline = recorded(main())
    assert isinstance(error, asyncio.CancelledError)
    _, second = (lane for lane in timeline.lanes if lane.job)
    assert second.outcome is Outcome.CANCELLED


@pytest.mark.parametrize("clock", ["virtual", "real"])
def test_while_a_coroutine_blocks_a_thread_goes_on(machine, clock):
    async def main():
        done = threading.Event()
        job = in_thread(lambda: machine.let_pass(0.2) and done.set())
        done.wait(LONG)
        machine.let_pass(0.5)
        await job

    job = job_of(run(main(), clock=clock).timeline)
    assert (job.ended, job.collected) == (0.2, 0.7)


# -- where it stands


def test_a_job_stands_below_the_coroutine_that_asked_for_it():
    def wait(n, suspended):
        return suspended.wait(LONG)

    async def fetch(n):
        suspended = threading.Event()
        asyncio.get_running_loop().call_soon(suspended.set)
        await asyncio.to_thread(wait, n, suspended)

    async def main():
        await asyncio.sleep(0)
        await fetch(1)
        await asyncio.sleep(0)
        await fetch(2)

    _, timeline = recorded(main())
    labels = [(lane.label, lane.depth) for lane in timeline.lanes]
    assert labels == [
        ("main()", 0),
        ("fetch(1)", 1),
        ("wait(1, <Event>)", 2),
        ("fetch(2)", 1),
        ("wait(2, <Event>)", 2),
    ]


def test_who_waits_for_a_job_waits_for_its_label():
    go = threading.Event()

    async def main():
        job = in_thread(go.wait, LONG)
        asyncio.get_running_loop().call_soon(go.set)
        await job

    _, timeline = recorded(main())
    assert [wait.on for wait in timeline.lanes[0].waits] == ["Event.wait(60)"]


def test_a_job_of_no_task():
    async def main():
        loop = asyncio.get_running_loop()
        jobs = asyncio.Queue()
        loop.call_soon(lambda: jobs.put_nowait(in_thread(double, 4)))
        return await (await jobs.get())

    result, timeline = recorded(main())
    job = job_of(timeline)
    assert (result, job.depth, job.parent) == (8, 0, None)


def test_a_loop_that_has_nothing_but_jobs():
    with record() as recording:
        loop = asyncio.new_event_loop()
        job = loop.run_in_executor(None, double, 3)
        assert loop.run_until_complete(job) == 6
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()
    assert [lane.label for lane in recording.timeline.lanes] == ["double(3)"]


def test_a_look_up_of_an_address_is_a_job():
    async def main():
        loop = asyncio.get_running_loop()
        await loop.getaddrinfo("127.0.0.1", 80)

    _, timeline = recorded(main())
    assert job_of(timeline).label.startswith("getaddrinfo('127.0.0.1', 80")


def test_a_job_in_a_process():
    async def main():
        spawn = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(1, spawn) as pool:
            return await in_thread(operator.neg, 21, pool=pool)

    result, timeline = recorded(main())
    job = job_of(timeline)
    assert (result, job.label, job.job) == (-21, "neg(21)", "process")
    assert job.created <= job.started <= job.ended


def test_an_executor_of_ones_own():
    class AtOnce(concurrent.futures.Executor):
        def submit(self, function, /, *args):
            future = concurrent.futures.Future()
            future.set_result(function(*args))
            return future

    async def main():
        return await in_thread(double, 3, pool=AtOnce())

    result, timeline = recorded(main())
    job = job_of(timeline)
    assert (result, job.value, job.job) == (6, "6", "worker")


# -- labels


class Shop:
    def sell(self, what, *, price=1):
        return what

    def __call__(self):
        return None

    def __repr__(self):
        raise AssertionError("code of the program was run")


@functools.cache
def cached(value):
    return value


@pytest.mark.parametrize(
    ("call", "label"),
    [
        ((double, 3), "double(3)"),
        ((Shop().sell, "tea"), "Shop.sell('tea')"),
        ((functools.partial(Shop().sell, "tea", price=2),), None),
        ((functools.partial(double), 3), "double(3)"),
        ((Shop(),), "Shop()"),
        ((Shop,), "Shop()"),
        ((cached, 1), "cached(1)"),
        ((str.upper, "x"), "str.upper('x')"),
        (("x".upper,), "str.upper()"),
    ],
)
def test_a_label_is_the_call_as_written(call, label):
    async def main():
        await in_thread(*call)
        await asyncio.to_thread(*call)

    _, timeline = recorded(main())
    labels = [lane.label for lane in timeline.lanes if lane.job]
    label = label or "Shop.sell('tea', price=2)"
    assert labels == [label, f"{label} #2"]


def test_what_is_passed_by_name_is_told_by_name():
    async def main():
        await asyncio.to_thread(Shop().sell, what=Shop(), price=3)

    _, timeline = recorded(main())
    job = job_of(timeline)
    assert job.label == "Shop.sell(what=<Shop>, price=3)"
    assert job.arguments == ("what=<Shop>", "price=3")


# -- nothing else changes


place = contextvars.ContextVar("place", default="nowhere")


async def name_of_thread():
    return await asyncio.to_thread(lambda: threading.current_thread().name)


async def context_of_thread():
    place.set("here")
    plain = await in_thread(place.get)
    return plain, await asyncio.to_thread(place.get)


async def frames_of_error():
    try:
        await in_thread(int, "x")
    except ValueError as error:
        return [x.name for x in traceback.extract_tb(error.__traceback__)]


async def frames_of_to_thread():
    try:
        await asyncio.to_thread(int, "x")
    except ValueError as error:
        return [x.name for x in traceback.extract_tb(error.__traceback__)]


async def frames_in_thread():
    def names():
        return [each.name for each in traceback.extract_stack()]

    return await in_thread(names)


async def a_pool_that_is_shut():
    pool = ThreadPoolExecutor(1)
    pool.shutdown()
    try:
        await in_thread(double, 1, pool=pool)
    except RuntimeError as error:
        frames = traceback.extract_tb(error.__traceback__)
        return str(error), [each.name for each in frames]


async def a_loop_that_has_shut_its_pool():
    await asyncio.get_running_loop().shutdown_default_executor()
    try:
        await in_thread(double, 1)
    except RuntimeError as error:
        frames = traceback.extract_tb(error.__traceback__)
        return str(error), [each.name for each in frames]


async def a_pool_of_the_loops_own():
    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(1, "mine"))
    return await name_of_thread()


async def a_coroutine_function_in_debug_mode():
    asyncio.get_running_loop().set_debug(True)
    try:
        await in_thread(name_of_thread)
    except TypeError as error:
        return str(error)


async def what_an_executor_gets():
    class Curious(ThreadPoolExecutor):
        def submit(self, function, /, *args, **options):
            got.append((function, args, options))
            return super().submit(function, *args, **options)

    got = []
    with Curious(1) as pool:
        await in_thread(double, 1, pool=pool)
    return got


async def how_a_future_looks():
    over = threading.Event()
    job = in_thread(over.wait, LONG)
    kind, look = type(job).__name__, repr(job)[:16]
    over.set()
    await job
    return kind, look, isinstance(job, asyncio.Future), repr(job)


async def order_of_callbacks():
    order = []
    over = threading.Event()
    job = in_thread(over.wait, LONG)
    job.add_done_callback(lambda _: order.append("callback"))
    loop = asyncio.get_running_loop()
    loop.call_soon(order.append, "soon")
    over.set()
    order.append(await job)
    return order


async def an_error_that_nobody_takes():
    told = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, told_of: told.append(told_of))
    await asyncio.wait([in_thread(int, "x")])
    gc.collect()
    return [each["message"] for each in told]


async def where_a_future_was_made():
    asyncio.get_running_loop().set_debug(True)
    job = in_thread(double, 1)
    await job
    return job._source_traceback[-1].name, repr(job).partition(" created")[0]


PROGRAMS = [
    *(name_of_thread, context_of_thread, frames_of_error),
    *(frames_of_to_thread, frames_in_thread, a_pool_that_is_shut),
    *(a_loop_that_has_shut_its_pool, a_pool_of_the_loops_own),
    *(a_coroutine_function_in_debug_mode, what_an_executor_gets),
    *(how_a_future_looks, order_of_callbacks, an_error_that_nobody_takes),
    where_a_future_was_made,
]


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda each: each.__name__)
def test_recorded_and_plain_agree(program):
    plain = asyncio.run(program())
    assert plain is not None
    assert recorded(program())[0] == plain


def test_the_loops_own_methods_are_back_afterwards():
    loop = asyncio.new_event_loop()
    try:
        recorder = Recorder()
        attach(recorder, loop)
        loop.run_until_complete(name_of_thread())
        recorder.detach()
        assert not {"run_in_executor", "create_future"} & set(vars(loop))
        loop.run_until_complete(name_of_thread())
        assert len([x for x in freeze(recorder).lanes if x.job]) == 1
    finally:
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()


def test_results_and_arguments_are_not_kept_alive():
    class Page:
        pass

    async def main():
        page = Page()
        known.append(weakref.ref(page))
        known.append(weakref.ref(await asyncio.to_thread(Page)))
        await asyncio.to_thread(id, page)

    known = []
    with record() as recording:
        asyncio.run(main())
        assert [each() for each in known] == [None, None]
    assert len(recording.timeline.lanes) == 3


def test_a_loop_that_runs_jobs_its_own_way():
    class Loop(asyncio.SelectorEventLoop):
        def run_in_executor(self, executor, function, *args):
            assert executor is None
            future = self.create_future()
            future.set_result(function(*args))
            return future

    async def main():
        return await asyncio.to_thread(double, 2)

    with record() as recording, asyncio.Runner(loop_factory=Loop) as runner:
        assert runner.run(main()) == 4
    assert job_of(recording.timeline).value == "4"


def test_a_loop_whose_pool_cannot_be_seen():
    uvloop = pytest.importorskip("uvloop")

    async def main():
        name = await name_of_thread()
        return name, await frames_of_error()

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        plain = runner.run(main())
    with (
        record() as recording,
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
    ):
        assert runner.run(main()) == plain
    jobs = [lane for lane in recording.timeline.lanes if lane.job]
    jobs.sort(key=lambda lane: lane.created)  # whoever asked for them
    ends = [Outcome.RETURNED, Outcome.RAISED]
    assert [lane.outcome for lane in jobs] == ends


def test_in_a_notebook_the_lanes_are_there_too():
    async def cell():
        async def main():
            return await asyncio.to_thread(double, 2)

        return await record(main())

    timeline = asyncio.run(cell())
    assert job_of(timeline).label == "double(2)"


# -- phases, and the charts of them


def job(**changes):
    plain = {
        "label": "work(1)",
        "is_task": False,
        "depth": 1,
        "parent": 0,
        "created": 0.0,
        "started": 1.0,
        "ended": 3.0,
        "outcome": Outcome.RETURNED,
        "value": "'x'",
        "collected": 4.0,
        "collector": 0,
        "steps": Steps(),
        "waits": (),
        "job": "thread",
    }
    return Lane(**(plain | changes))


def told(lane, **options):
    found = phases(Timeline((lane,), 4.0), lane, **options)
    return [(each.state, each.start, each.end) for each in found]


def test_the_phases_of_a_job():
    assert told(job()) == [
        (State.QUEUED, 0, 1),
        (State.WORKING, 1, 3),
        (Outcome.RETURNED, 3, 3),
        (State.UNCOLLECTED, 3, 4),
    ]


@pytest.mark.parametrize(
    ("when", "found"),
    [
        (2, [(State.WORKING, 1, 2), (State.GIVEN_UP, 2, 3)]),
        (0.5, [(State.WORKING, 1, 1), (State.GIVEN_UP, 1, 3)]),
        (3.5, [(State.WORKING, 1, 3)]),
    ],
)
def test_a_job_is_given_up_on_while_it_is_at_work(when, found):
    lane = job(given_up=when, collected=None)
    states = (State.WORKING, State.GIVEN_UP)
    assert [each for each in told(lane) if each[0] in states] == found


def test_a_job_that_was_never_begun_is_queued_to_the_end():
    lane = job(started=None, ended=None, outcome=Outcome.PENDING, value="")
    assert told(lane) == [(State.QUEUED, 0, 4), (Outcome.PENDING, 4, 4)]
    assert ending(Timeline((lane,), 4.0), lane).on == "a free thread"


def test_a_thread_that_begins_at_once_is_no_queue():
    lane = job(started=0.001)
    assert told(lane)[0] == (State.QUEUED, 0, 0.001)
    assert told(lane, places=1e6)[0][0] is State.WORKING


def test_a_job_takes_no_time_of_the_loop():
    timeline = Timeline((job(),), 4.0)
    assert timeline.blocked() == 0
    assert timeline.order_of_completion() == ()


def charted():
    main = job(
        label="main()",
        is_task=True,
        depth=0,
        parent=None,
        started=0.0,
        steps=Steps([0.0, 0.0, 3.0, 3.0]),
        value="None",
        job="",
    )
    late = job(label="late()", started=0.0, given_up=1.0, collected=None)
    return Timeline((main, job(), late), 4.0)


def test_the_signs_of_a_job():
    _, one, late, _ = draw(charted()).splitlines()
    assert one == "  work(1) " + "," * 10 + "=" * 20 + "/" * 11 + "  'x' at 3"
    assert late == (
        "  late()  " + "=" * 10 + "~" * 21 + " " * 10 + "  'x' at 3, "
        "never collected"
    )


def test_the_words_of_a_job():
    words = sentence(charted())
    assert "Chart of 1 task over 4 seconds." in words
    assert (
        "work(1): queued for a thread at 0, at work in a thread from 1, "
        "returned 'x' at 3, collected at 4." in words
    )
    assert "given up on at 1 and still at work, returned 'x' at 3" in words


def test_the_track_of_a_job():
    events = json.loads(trace(charted()))["traceEvents"]
    names = [x["args"]["name"] for x in events if x["name"] == "thread_name"]
    assert names == ["main()", "work(1)", "late()"]
    slices = [x for x in events if x["ph"] == "X" and x["tid"] == 2]
    slices = [(each["name"], each["ts"]) for each in slices]
    assert slices == [
        ("queued for a thread", 0),
        ("work(1)", 1_000_000),
        ("done, not collected", 3_000_000),
    ]


def test_the_picture_of_a_job():
    figure = gantt(charted())
    bars = figure.findobj(PolyCollection)
    colours = [to_hex(each.get_facecolor()[0]) for each in bars]
    sky = MARKS[State.WORKING].fill.look["facecolor"]
    assert colours.count(to_hex(sky)) == 2  # at work, and given up on
    written = {text.get_text() for text in figure.texts}
    assert {"in a thread", "queued", "given up on"} <= written


def test_a_job_is_written_to_json_and_read_again():
    timeline = charted()
    assert Timeline.from_json(timeline.to_json()) == timeline


def test_a_timeline_of_before_there_were_jobs_is_read():
    document = json.loads(charted().to_json())
    for lane in document["timelines"][0]["lanes"]:
        del lane["job"], lane["given_up"]
    first = Timeline.from_json(json.dumps(document)).lanes[0]
    assert first == dataclasses.replace(charted().lanes[0])
