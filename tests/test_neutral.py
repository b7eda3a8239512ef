"""A recorded program does what it does when nobody looks.

Each program below runs twice, plain and recorded, and notes what it sees;
both accounts must be the same, with the warnings and with what the loop's
exception handler was told.
"""

import asyncio
import collections.abc
import contextlib
import contextvars
import gc
import io
import re
import sys
import threading
import traceback
import types
import warnings
import weakref

import pytest

from helpers.clocks.virtual import VirtualLoop
from helpers.recording.attach import attach, recorder_of
from helpers.recording.recorder import Recorder

PROGRAMS = {}


def program(function):
    PROGRAMS[function.__name__] = function
    return function


def account(main, loop, recorded):
    """Run a program; return all that can be seen of it."""
    seen = []

    def handler(loop, context):
        seen.append(("handler", plain_text(context["message"])))
        seen.append(("error", repr(context.get("exception"))))

    loop.set_exception_handler(handler)
    recorder = Recorder()
    if recorded:
        attach(recorder, loop)
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        try:
            result = loop.run_until_complete(main(seen.append))
            seen.append(("result", repr(result)))
        except BaseException as error:
            seen.append(("raised", repr(error), frames(error)))
            del error
        for _ in range(2):  # a SystemExit comes out of main as well
            try:
                loop.run_until_complete(loop.shutdown_asyncgens())
            except SystemExit as error:
                seen.append(("late", frames(error)))
        gc.collect()
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()
    recorder.detach()
    seen += [("warning", str(each.message)) for each in warned]
    return seen


def plain_text(text):
    text = re.sub(r"0x[0-9a-f]+", "0x", text)
    text = re.sub(r"'Task-\d+'|'None'", "'Task-N'", text)  # None: 3.13, eager
    return re.sub(r"line \d+|:\d+", "line", text)


def frames(error):
    return [each.name for each in traceback.extract_tb(error.__traceback__)]


async def quick(value=None):
    await asyncio.sleep(0)
    return value


async def failing(error):
    await asyncio.sleep(0)
    raise error


@program
async def tracebacks_have_no_frames_of_ours(note):
    async def inner():
        await asyncio.sleep(0)
        raise ValueError("inner")

    async def outer():
        await inner()

    task = asyncio.create_task(outer())
    try:
        await task
    except ValueError as error:
        note(frames(error))
    with contextlib.suppress(ValueError):
        await task
    try:
        task.result()
    except ValueError as error:
        note(frames(error))
    note(frames(task.exception()))
    text = "".join(traceback.format_exception(task.exception()))
    note("helpers" in text)


@program
async def cancelling_leaves_the_same_traceback(note):
    async def patient():
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError as error:
            note((frames(error), error.args))
            raise

    task = asyncio.create_task(patient())
    await asyncio.sleep(0)
    task.cancel("enough")
    try:
        await task
    except asyncio.CancelledError as error:
        note((frames(error), error.args, repr(error.__context__)))
    try:
        task.exception()
    except asyncio.CancelledError as error:
        note((frames(error), error.args))


@program
async def an_exception_has_the_same_context(note):
    async def stubborn():
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError:
            note(repr(sys.exception()))
        note(sys.exc_info()[0])
        await asyncio.sleep(0)
        note(sys.exc_info()[0])
        raise ValueError("later")

    task = asyncio.create_task(stubborn())
    await asyncio.sleep(0)
    task.cancel()
    try:
        await task
    except ValueError as error:
        note((repr(error.__context__), repr(error.__cause__)))


@program
async def a_task_cancelled_before_it_began_never_runs(note):
    async def never():
        note("ran")

    task = asyncio.create_task(never())
    task.cancel()
    (outcome,) = await asyncio.gather(task, return_exceptions=True)
    note((repr(outcome), task.cancelled()))


@program
async def a_task_that_asks_to_be_cancelled_and_returns_is_cancelled(note):
    async def last_wish():
        asyncio.current_task().cancel()
        return 1

    task = asyncio.create_task(last_wish())
    await asyncio.wait([task])
    note(task.cancelled())


@program
async def a_task_that_swallows_a_cancellation_returns(note):
    async def swallows():
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError:
            return "anyway"

    async def waits(task):
        return await task

    inner = asyncio.create_task(swallows())
    outer = asyncio.create_task(waits(inner))
    await asyncio.sleep(0.1)
    outer.cancel()
    note(repr(await asyncio.gather(outer, return_exceptions=True)))
    note((outer.cancelling(), outer.uncancel(), inner.cancelled()))


@program
async def nobody_retrieved_an_exception(note):
    task = asyncio.create_task(failing(ValueError("lost")))
    await asyncio.wait([task])
    del task
    gc.collect()


@program
async def a_pending_task_is_destroyed(note):
    async def forever():
        await asyncio.get_running_loop().create_future()

    task = asyncio.create_task(forever())
    await asyncio.sleep(0)
    del task
    gc.collect()


@program
async def a_task_that_never_began_is_destroyed(note):
    loop = type(asyncio.get_running_loop())()
    recorder = Recorder()
    if recorder_of(asyncio.get_running_loop()):
        attach(recorder, loop)
    task = loop.create_task(quick())
    task._log_destroy_pending = False
    loop.close()
    del task
    del loop
    gc.collect()
    recorder.detach()


@program
async def a_coroutine_is_never_awaited(note):
    quick()
    await asyncio.sleep(0)


@program
async def nothing_is_kept_alive(note):
    class Thing:
        pass

    async def make():
        await asyncio.sleep(0)
        return Thing()

    async def fail():
        thing = Thing()
        note_death(thing)
        raise ValueError(thing)

    def note_death(thing):
        weakref.finalize(thing, note, "a thing died")

    task = asyncio.create_task(make())
    note_death(await task)
    note_death(task)
    note("task goes")
    del task
    note("now one that fails")
    task = asyncio.create_task(fail())
    await asyncio.wait([task])
    note(type(task.exception()).__name__)
    del task
    gc.collect()
    note("a future")
    future = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_later(0.01, future.set_result, Thing())
    note_death(await future)
    weakref.finalize(future, note, "a future died")
    del future
    await asyncio.sleep(0.01)
    note("end")


@program
async def contexts_are_those_of_asyncio(note):
    variable = contextvars.ContextVar("variable", default="unset")

    async def child():
        note(variable.get())
        variable.set("child")
        await asyncio.sleep(0)
        note(variable.get())

    variable.set("main")
    await asyncio.create_task(child())
    note(variable.get())
    context = contextvars.copy_context()
    context.run(variable.set, "given")
    await asyncio.create_task(child(), context=context)
    note(context.get(variable))


@program
async def tasks_are_found_and_named(note):
    async def child():
        note(asyncio.current_task().get_name())
        await asyncio.sleep(0)

    task = asyncio.create_task(child(), name="kid")
    names = sorted(each.get_name() for each in asyncio.all_tasks())
    note([plain_text(repr(name)) for name in names])
    note(isinstance(task, asyncio.Task))
    note(asyncio.iscoroutine(task.get_coro()))
    note(type(task.get_coro()) is types.CoroutineType)
    note(plain_text(repr(task)))
    await asyncio.sleep(0)
    note(plain_text(repr(task)))
    note([frame.f_code.co_name for frame in task.get_stack()])
    paper = io.StringIO()
    task.print_stack(file=paper)
    note(plain_text(paper.getvalue()))
    await task
    note(plain_text(repr(task)))
    task.mine = "attributes can be set"
    note(task.mine)


@program
async def get_coro_is_the_coroutine(note):
    coroutine = quick()
    task = asyncio.create_task(coroutine)
    note(task.get_coro() is coroutine)
    await task
    note(task.get_coro() is coroutine)


@program
async def timeouts_work(note):
    try:
        async with asyncio.timeout(0.01) as limit:
            await asyncio.sleep(10)
    except TimeoutError as error:
        note((limit.expired(), frames(error), repr(error.__cause__)))
    try:
        await asyncio.wait_for(asyncio.sleep(10), 0.01)
    except TimeoutError as error:
        note((repr(error), repr(error.__cause__)))
    note(asyncio.current_task().cancelling())


@program
async def a_task_group_fails_as_it_does(note):
    async def slow():
        try:
            await asyncio.sleep(10)
        finally:
            note("slow was cancelled")

    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(slow())
            group.create_task(failing(ValueError("one")))
    except* ValueError as errors:
        note([repr(each) for each in errors.exceptions])
        note([frames(each) for each in errors.exceptions])


@program
async def shield_shields(note):
    task = asyncio.create_task(asyncio.sleep(0.02, "kept"))

    async def impatient():
        await asyncio.shield(task)

    outer = asyncio.create_task(impatient())
    await asyncio.sleep(0)
    outer.cancel()
    note(repr(await asyncio.gather(outer, return_exceptions=True)))
    note(await task)


@program
async def threads_work(note):
    variable = contextvars.ContextVar("variable")
    variable.set("seen from the thread")
    note(await asyncio.to_thread(variable.get))
    main = threading.get_ident()
    note(await asyncio.to_thread(threading.get_ident) == main)


@program
async def async_generators_work(note):
    async def count():
        try:
            for number in range(3):
                await asyncio.sleep(0)
                yield number
        finally:
            note("closed")

    note([number async for number in count() if number])
    async for _ in count():
        break
    generator = count()
    note(await anext(generator))
    await generator.aclose()


class Custom(collections.abc.Coroutine):
    """A coroutine that is not Python's own, as Cython makes them."""

    def __init__(self, steps):
        self.steps = steps

    def send(self, value):
        if not self.steps:
            raise StopIteration("custom")
        self.steps -= 1

    def throw(self, kind, value=None, trace=None):
        raise kind if value is None else value

    def close(self):
        pass

    def __await__(self):
        while self.steps:
            self.steps -= 1
            yield
        return "awaited"


@program
async def custom_coroutines_work(note):
    note(await asyncio.create_task(Custom(3)))
    note(await Custom(2))
    task = asyncio.create_task(Custom(1000))
    await asyncio.sleep(0)
    task.cancel()
    note(repr(await asyncio.gather(task, return_exceptions=True)))


@program
async def what_is_no_coroutine_is_refused(note):
    for wrong in (quick, 5, None, (n for n in ())):
        try:
            task = asyncio.create_task(wrong)
            task.cancel()  # 3.11 still takes generators
        except TypeError as error:
            note((plain_text(str(error)), frames(error)[:1]))


@program
async def a_factory_of_ones_own_goes_on_working(note):
    loop = asyncio.get_running_loop()
    made = []

    def factory(loop, coro, **options):
        made.append(coro.__name__)
        return asyncio.Task(coro, loop=loop, **options)

    note(loop.get_task_factory())
    loop.set_task_factory(factory)
    note(loop.get_task_factory() is factory)
    note(await asyncio.create_task(quick("made")))
    note(await asyncio.gather(quick(1), quick(2)))
    loop.set_task_factory(None)
    note(await asyncio.create_task(quick("plain")))
    note(made)
    try:
        loop.set_task_factory("no")
    except TypeError as error:
        note(str(error))


@program
async def eager_tasks_start_at_once(note):
    if sys.version_info < (3, 12):
        return
    loop = asyncio.get_running_loop()
    loop.set_task_factory(asyncio.eager_task_factory)

    async def child(name):
        note((name, asyncio.current_task().get_name() != "main"))
        if name == "waits":
            await asyncio.sleep(0)
        note(f"{name} ends")
        return name

    one = asyncio.create_task(child("returns"))
    two = asyncio.create_task(child("waits"))
    note((one.done(), two.done()))
    note(await asyncio.gather(one, two))
    note(plain_text(repr(one)))


@program
async def results_arrive_in_the_same_order(note):
    async def worker(queue, name):
        while True:
            job = await queue.get()
            for _ in range(job):  # turns: of real time nobody is sure
                await asyncio.sleep(0)
            note((name, job))
            queue.task_done()

    queue = asyncio.Queue(2)
    workers = [asyncio.create_task(worker(queue, n)) for n in "ab"]
    for job in (3, 1, 2, 1):
        await queue.put(job)
    await queue.join()
    for each in workers:
        each.cancel()
    note(repr(await asyncio.gather(*workers, return_exceptions=True)))


@program
async def main_may_exit(note):
    async def leave():
        await asyncio.sleep(0)
        sys.exit(3)

    await asyncio.create_task(leave())


@program
async def a_coroutine_is_closed_when_its_task_goes(note):
    async def guarded():
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            note("let go")

    task = asyncio.create_task(guarded())
    await asyncio.sleep(0)
    task._log_destroy_pending = False
    del task
    gc.collect()
    note("after")


@pytest.fixture(scope="module")
def quick_collection():
    """Let the garbage collector look at what these tests make, no more."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.mark.usefixtures("quick_collection")
@pytest.mark.parametrize("make_loop", [asyncio.new_event_loop, VirtualLoop])
@pytest.mark.parametrize("name", PROGRAMS)
def test_recording_changes_nothing(name, make_loop):
    plain = account(PROGRAMS[name], make_loop(), recorded=False)
    recorded = account(PROGRAMS[name], make_loop(), recorded=True)
    assert recorded == plain


def test_a_loop_is_recorded_once():
    loop = asyncio.new_event_loop()
    recorder = Recorder()
    try:
        attach(recorder, loop)
        with pytest.raises(RuntimeError, match="is being recorded already"):
            attach(Recorder(), loop)
    finally:
        recorder.detach()
        loop.close()


def test_a_recorder_that_is_detached_leaves_the_loop_as_it_was():
    loop = asyncio.new_event_loop()
    try:
        before = dict(vars(loop))
        recorder = Recorder()
        attach(recorder, loop)
        recorder.detach()
        recorder.detach()
        assert vars(loop) == before
    finally:
        loop.close()
