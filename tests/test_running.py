"""`run()` does what `asyncio.run()` does, and refuses what it cannot do."""

import asyncio
import contextvars
import functools
import gc
import itertools
import signal
import subprocess
import sys
import textwrap
import threading
import time
import traceback
import types

import pytest

from helpers import DeadlockError, Run, b, blocks, fails, run, sleeper

CLOCKS = ("virtual", "real")
virtual = functools.partial(run, clock="virtual")


async def nothing():
    return None


async def nap():
    await asyncio.sleep(0.01)
    return "rested"


def sentence_of(call, *arguments, **options):
    """Return the class and the words of what a call raises."""
    with pytest.raises(BaseException) as caught:  # noqa: PT011
        call(*arguments, **options)
    return f"{type(caught.value).__name__}: {caught.value}"


# -- like asyncio.run


@pytest.mark.parametrize("clock", CLOCKS)
def test_run_returns_what_main_returned(clock):
    assert run(nap(), clock=clock).result == "rested"


def test_run_tells_how_long_main_took():
    assert virtual(asyncio.sleep(2.5)).seconds == 2.5


def test_the_seconds_are_those_of_main_and_not_of_the_clean_up():
    async def slow_to_end():
        try:
            await asyncio.sleep(10)
        finally:
            await asyncio.sleep(2)

    async def main():
        other = asyncio.create_task(slow_to_end())
        await asyncio.sleep(1)
        return other.done()

    done = virtual(main())
    assert (done.seconds, done.timeline.seconds) == (1, 3)


@pytest.mark.parametrize("clock", CLOCKS)
def test_each_run_has_a_loop_of_its_own_and_closes_it(clock):
    async def main():
        return asyncio.get_running_loop()

    loops = [run(main(), clock=clock).result for _ in range(2)]
    assert loops[0] is not loops[1]
    assert all(loop.is_closed() for loop in loops)


@pytest.mark.parametrize("clock", CLOCKS)
def test_no_loop_runs_afterwards(clock):
    run(nothing(), clock=clock)
    with pytest.raises(RuntimeError, match="no running event loop"):
        asyncio.get_running_loop()


def test_tasks_that_are_left_over_are_cancelled_before_run_returns():
    async def left_over():
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError:
            ended.append("cancelled")
            raise

    async def main():
        kept.append(asyncio.create_task(left_over()))
        await asyncio.sleep(1)

    ended, kept = [], []
    virtual(main())
    assert ended == ["cancelled"]
    assert kept[0].cancelled()


def test_left_over_tasks_are_cancelled_in_the_order_of_their_creation():
    async def left_over(n):
        try:
            await asyncio.sleep(10)
        finally:
            ended.append(n)

    async def main():
        kept.extend(asyncio.create_task(left_over(n)) for n in range(50))
        await asyncio.sleep(1)

    ended, kept = [], []
    virtual(main())
    assert ended == list(range(50))


def test_left_over_tasks_may_take_their_time_to_clean_up():
    async def left_over():
        try:
            await asyncio.sleep(10)
        finally:
            await asyncio.sleep(3)
            ended.append(asyncio.get_running_loop().time())

    async def main():
        kept.append(asyncio.create_task(left_over()))
        await asyncio.sleep(1)

    ended, kept = [], []
    virtual(main())
    assert ended == [4]


def test_tasks_that_left_over_tasks_leave_behind_are_cancelled_too():
    async def last():
        try:
            await asyncio.sleep(10)
        finally:
            ended.append("last")

    async def left_over():
        try:
            await asyncio.sleep(10)
        finally:
            kept.append(asyncio.create_task(last()))
            await asyncio.sleep(0)

    async def main():
        kept.append(asyncio.create_task(left_over()))
        await asyncio.sleep(1)

    ended, kept = [], []
    virtual(main())
    assert ended == ["last"]


def test_an_exception_during_the_clean_up_is_reported_as_asyncio_does():
    async def left_over():
        try:
            await asyncio.sleep(10)
        finally:
            raise ValueError("in the clean-up")

    async def main():
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, told: reports.append(told))
        kept.append(asyncio.create_task(left_over()))
        await asyncio.sleep(1)

    reports, kept = [], []
    virtual(main())
    assert [(r["message"], str(r["exception"])) for r in reports] == [
        ("unhandled exception during run() shutdown", "in the clean-up")
    ]


def test_async_generators_are_shut_down():
    async def numbers():
        try:
            for n in itertools.count():
                yield n
        finally:
            await asyncio.sleep(1)
            ended.append("closed")

    async def main():
        return await anext(kept)

    ended, kept = [], numbers()
    assert virtual(main()).result == 0
    assert ended == ["closed"]


@pytest.mark.parametrize("clock", CLOCKS)
def test_the_default_executor_is_shut_down(clock):
    async def main():
        return await asyncio.to_thread(threading.current_thread)

    thread = run(main(), clock=clock).result
    assert not thread.is_alive()


def test_main_sees_the_context_variables_of_its_caller():
    variable = contextvars.ContextVar("variable", default="unset")

    async def main():
        before = variable.get()
        variable.set("changed")
        return before

    variable.set("outside")
    assert virtual(main()).result == "outside"
    assert variable.get() == "outside"


def test_tasks_inherit_the_context_of_main():
    variable = contextvars.ContextVar("variable")

    async def child():
        return variable.get()

    async def main():
        variable.set("main's")
        return await asyncio.create_task(child())

    assert virtual(main()).result == "main's"


def test_main_may_set_an_exception_handler():
    async def main():
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, told: heard.append(told))
        loop.call_soon(int, "x")
        await asyncio.sleep(1)

    heard = []
    virtual(main())
    assert [type(told["exception"]) for told in heard] == [ValueError]


def test_run_works_in_another_thread():
    done = []
    thread = threading.Thread(target=lambda: done.append(virtual(nap())))
    thread.start()
    thread.join()
    assert done[0].result == "rested"


@pytest.mark.parametrize("clock", CLOCKS)
def test_run_works_in_a_thread_of_a_run(clock):
    async def main():
        inner = await asyncio.to_thread(run, nap(), clock="virtual")
        return inner.result

    assert run(main(), clock=clock).result == "rested"


def test_any_awaitable_object_that_is_a_coroutine_runs():
    async def main(name):
        return name

    assert virtual(functools.partial(main, "x")()).result == "x"


def test_a_hundred_runs_leave_no_thread_no_loop_and_no_task_behind():
    async def main():
        await asyncio.to_thread(int)
        asyncio.create_task(asyncio.sleep(9))

    def left():
        gc.collect()
        kinds = (asyncio.AbstractEventLoop, asyncio.Task)
        found = [x for x in gc.get_objects() if isinstance(x, kinds)]
        return len(found), threading.active_count()

    virtual(main())
    before = left()
    for clock in CLOCKS * 10:
        run(main(), clock=clock)
    assert left() == before


# -- exceptions


@pytest.mark.parametrize("clock", CLOCKS)
def test_the_exception_of_main_is_raised(clock, capsys):
    with pytest.raises(ValueError, match="bad luck"):
        run(fails(0.01), clock=clock)
    assert "raised ValueError" in capsys.readouterr().err


def test_the_chart_of_a_run_that_fails_is_shown_first(capsys):
    with pytest.raises(ValueError, match="bad luck"):
        virtual(fails(1))
    assert capsys.readouterr().err == textwrap.dedent("""\
        raised ValueError after 1 s: bad luck

        fails(1) |---------x  raised ValueError: bad luck at 1
                 0         1 seconds
        """)


def functions_in(error):
    return [entry.name for entry in traceback.extract_tb(error.__traceback__)]


def test_the_traceback_has_no_frames_of_the_helpers():
    async def inner():
        raise ValueError("wrong")

    async def task():
        await inner()

    async def main():
        await asyncio.create_task(task())

    with pytest.raises(ValueError, match="wrong") as caught:
        virtual(main())
    names = functions_in(caught.value)
    assert names[0].startswith("test_the_traceback")
    assert names[-3:] == ["main", "task", "inner"]
    files = [
        e.filename for e in traceback.extract_tb(caught.value.__traceback__)
    ]
    assert not [file for file in files if file.endswith("recorder.py")]


def test_the_traceback_of_a_cause_has_no_frames_of_the_helpers():
    async def task():
        raise ValueError("the cause")

    async def main():
        try:
            await asyncio.create_task(task())
        except ValueError as error:
            raise LookupError("the effect") from error

    done = virtual(main(), expect=LookupError)
    assert functions_in(done.error) == ["main"]
    assert functions_in(done.error.__cause__) == ["main", "task"]


def test_the_tracebacks_in_a_group_have_no_frames_of_the_helpers():
    async def task():
        raise ValueError("one of them")

    async def main():
        async with asyncio.TaskGroup() as group:
            group.create_task(task())

    done = virtual(main(), expect=ExceptionGroup)
    assert functions_in(done.error.exceptions[0]) == ["task"]


def test_an_error_of_asyncio_itself_keeps_its_traceback():
    async def main():
        asyncio.get_running_loop().stop()
        await asyncio.sleep(1)

    done = virtual(main(), expect=RuntimeError)
    assert str(done.error) == "Event loop stopped before Future completed."
    assert functions_in(done.error) != []


@pytest.mark.parametrize("error", [SystemExit, KeyboardInterrupt])
def test_exceptions_that_end_programs_pass_through(error, capsys):
    async def main():
        await asyncio.sleep(1)
        raise error

    with pytest.raises(error):
        virtual(main())
    assert f"raised {error.__name__} after 1 s" in capsys.readouterr().err


def test_exit_in_a_task_that_is_cleaned_up_passes_through():
    async def left_over():
        try:
            await asyncio.sleep(10)
        finally:
            sys.exit("bye")

    async def main():
        asyncio.create_task(left_over())
        await asyncio.sleep(1)

    assert str(virtual(main(), expect=SystemExit).error) == "bye"


def test_main_may_be_cancelled():
    async def main():
        asyncio.current_task().cancel()
        await asyncio.sleep(1)

    done = virtual(main(), expect=asyncio.CancelledError)
    assert str(done).startswith("raised CancelledError after 0 s\n")


# -- expect=


def test_an_expected_exception_is_the_result():
    done = virtual(fails(1), expect=ValueError)
    assert isinstance(done.error, ValueError)
    assert (done.result, done.seconds) == (None, 1)


def test_several_exceptions_may_be_expected():
    assert virtual(fails(1), expect=(OSError, ValueError)).error is not None


def test_another_exception_than_the_expected_one_is_raised(capsys):
    with pytest.raises(ValueError, match="bad luck"):
        virtual(fails(1), expect=OSError)


def test_an_exception_that_does_not_come_is_an_error(capsys):
    assert sentence_of(virtual, b("x"), expect=(OSError, ValueError)) == (
        "AssertionError: main() was to raise OSError or ValueError, but "
        "returned 'x'"
    )


@pytest.mark.parametrize(
    "wrong", ["ValueError", 1, ValueError("x"), [OSError]]
)
def test_what_is_expected_must_be_a_class(wrong):
    assert sentence_of(run, nothing(), expect=wrong) == (
        "TypeError: expect must be a class of exceptions, such as "
        f"ValueError, got {wrong!r}"
    )


# -- wrong input


async def agen():
    yield 1


def generator():
    yield 1


def plain():
    return None


class Awaitable:
    def __await__(self):
        yield


@pytest.mark.parametrize(
    ("main", "got"),
    [
        (
            nothing,
            "the function nothing: did you forget to call it? "
            "Write run(nothing()).",
        ),
        (
            functools.partial(b, "x"),
            "the function main: did you forget to call it? Write run(main()).",
        ),
        (
            plain,
            "the function plain, which is not a coroutine function: is "
            "'async' missing in front of its 'def'?",
        ),
        (
            None,
            "None: if a function returned it, is that missing 'async def'?",
        ),
        (
            3,
            "a value of type int: if a function returned it, is that missing "
            "'async def'?",
        ),
        (
            agen,
            "an async generator: iterate over it with 'async for' in a "
            "coroutine, and run that.",
        ),
        (
            agen(),
            "an async generator: iterate over it with 'async for' in a "
            "coroutine, and run that.",
        ),
        (
            generator(),
            "a generator: write 'async def' and 'await' where older programs "
            "have 'yield from'.",
        ),
        (
            [1, 2],
            "a list: write one coroutine that awaits all of them, and run "
            "that.",
        ),
        (
            Awaitable(),
            "a Awaitable: write 'async def main(): return await ...' around "
            "it.",
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_no_coroutine_is_refused_in_a_sentence(main, got):
    message = f"TypeError: run() needs a coroutine, got {got}"
    assert sentence_of(run, main) == message


def test_a_list_of_coroutines_is_refused_without_more_complaints():
    assert "got a list" in sentence_of(run, [nothing(), b("x")])
    gc.collect()  # a "never awaited" warning would fail the test


def test_a_task_of_another_loop_is_refused():
    async def main():
        return run(asyncio.create_task(nothing()))

    assert sentence_of(asyncio.run, main()) == (
        "TypeError: run() needs a coroutine, got a Task, which belongs to "
        "the loop it was made on: await it there."
    )


def test_a_coroutine_that_ran_before_is_refused():
    once = nothing()
    virtual(once)
    assert sentence_of(virtual, once) == (
        "RuntimeError: this nothing() coroutine ran before, and a coroutine "
        "runs once: call nothing() again to get a fresh one"
    )


@pytest.mark.parametrize("clock", CLOCKS)
def test_run_inside_a_coroutine_is_refused(clock, capsys):
    async def main():
        return run(nothing(), clock="virtual")

    assert sentence_of(run, main(), clock=clock) == (
        "RuntimeError: run() was called inside a coroutine that run() is "
        "running: an event loop runs here already. Write 'await nothing()' "
        "instead."
    )
    gc.collect()


def test_an_unknown_clock_is_refused():
    assert sentence_of(run, nothing(), clock="fast") == (
        "ValueError: clock must be 'real' or 'virtual', got 'fast'"
    )
    gc.collect()


def test_an_unknown_clock_in_the_environment_is_refused(monkeypatch):
    monkeypatch.setenv("COURSE_CLOCK", "fast")
    assert sentence_of(run, nothing()) == (
        "ValueError: the environment variable COURSE_CLOCK must be 'real' or "
        "'virtual', it is 'fast'"
    )


def test_a_coroutine_that_was_never_awaited_is_noted_each_time():
    async def main():
        b("forgotten")
        await asyncio.sleep(1)

    note = (
        "note: b() was called but never awaited, so nothing of it ran: did "
        "you forget 'await'?"
    )
    for _ in range(3):
        done = virtual(main())
        assert done.timeline.notes == (note,)
        assert str(done).endswith(note)


def test_a_coroutine_that_was_forgotten_often_is_noted_once():
    async def main():
        for n in range(5):
            sleeper(n, 1)
        await asyncio.sleep(1)

    assert len(virtual(main()).timeline.notes) == 1


def test_other_warnings_are_shown_as_ever():
    import warnings

    async def main():
        warnings.warn("something else", UserWarning, stacklevel=1)

    with pytest.warns(UserWarning, match="something else"):
        virtual(main())


@pytest.mark.parametrize("clock", CLOCKS)
def test_a_deadlock_is_named_and_charted(clock, capsys):
    async def main():
        await asyncio.Event().wait()

    words = sentence_of(run, main(), clock=clock)
    assert words.startswith("DeadlockError: deadlock: nothing is ready to run")
    assert "main() waits on Event.wait, line " in words
    assert "waiting for ever on Event.wait" in capsys.readouterr().err


def test_a_task_that_ignores_its_cancellation_is_given_up(capsys):
    async def stubborn():
        while True:
            try:
                await asyncio.sleep(1)
            except asyncio.CancelledError:
                pass

    async def main():
        asyncio.create_task(stubborn())
        await asyncio.sleep(0.5)

    assert virtual(main()).timeline.notes == (
        "note: 1 task went on after being cancelled, and had to be given up: "
        "let CancelledError pass on.",
    )
    gc.collect()
    assert capsys.readouterr().err == ""


def test_a_task_that_ignores_its_cancellation_for_ever_is_given_up():
    async def stubborn():
        while True:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                pass

    async def main():
        asyncio.create_task(stubborn())
        await asyncio.sleep(0.5)

    assert len(virtual(main()).timeline.notes) == 1


def test_a_generator_that_never_ends_its_clean_up_does_not_hang():
    async def numbers():
        try:
            yield 1
        finally:
            await asyncio.Event().wait()

    async def main():
        return await anext(kept)

    kept = numbers()
    assert virtual(main()).result == 1


def test_a_blocking_call_is_drawn_alike_on_both_clocks():
    async def main():
        other = asyncio.create_task(b("other"))
        await asyncio.sleep(0)
        await blocks(0.5)
        other.cancel()

    texts = [str(run(main(), clock=clock)) for clock in CLOCKS]
    assert texts[0] == texts[1]
    assert "main()     " + "#" * 51 + "  returned at 0.5\n" in texts[0]


def test_ten_thousand_tasks_are_drawn_in_five_seconds():
    async def main():
        jobs = (asyncio.sleep(n % 10 / 10) for n in range(10_000))
        await asyncio.gather(*jobs)

    from helpers.charts.canvas import png
    from helpers.charts.picture import gantt

    start = time.perf_counter()
    done = virtual(main())
    assert len(done.timeline.lanes) == 10_001
    assert done.seconds == 0.9
    assert len(str(done).split("\n")) < 40
    png(gantt(done.timeline))
    assert time.perf_counter() - start < 10


# -- beside a loop that runs already


def inside(call):
    """Call a function inside a coroutine of an ordinary loop."""

    async def outer():
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        try:
            result = call()
        except BaseException as error:
            result = error
        await asyncio.sleep(0)
        assert asyncio.get_running_loop() is loop
        assert asyncio.current_task() is task
        assert await asyncio.create_task(nap()) == "rested"
        return result

    return asyncio.run(outer())


@pytest.mark.parametrize("clock", CLOCKS)
def test_run_steps_a_running_loop_aside(clock):
    assert inside(lambda: run(nap(), clock=clock)).result == "rested"


@pytest.mark.parametrize("clock", CLOCKS)
def test_a_failing_run_gives_the_outer_loop_back(clock, capsys):
    error = inside(lambda: run(fails(0.01), clock=clock))
    assert isinstance(error, ValueError)


def test_a_deadlock_gives_the_outer_loop_back(capsys):
    async def main():
        await asyncio.Event().wait()

    error = inside(lambda: virtual(main()))
    assert isinstance(error, DeadlockError)


def test_an_interrupt_gives_the_outer_loop_back(capsys):
    async def main():
        await asyncio.sleep(1)
        raise KeyboardInterrupt

    error = inside(lambda: virtual(main()))
    assert isinstance(error, KeyboardInterrupt)


def test_a_refused_run_gives_the_outer_loop_back():
    assert isinstance(inside(lambda: run(nothing)), TypeError)


def test_run_works_in_a_callback_of_a_running_loop():
    async def outer():
        loop = asyncio.get_running_loop()
        done = loop.create_future()
        loop.call_soon(lambda: done.set_result(virtual(nap())))
        return await done

    assert asyncio.run(outer()).result == "rested"


def test_tasks_of_the_outer_loop_are_not_those_of_the_run():
    async def main():
        return len(asyncio.all_tasks())

    assert inside(lambda: virtual(main())).result == 1


def test_asyncgens_of_the_outer_loop_live_on():
    async def outer():
        numbers = agen()
        await anext(numbers)
        virtual(nothing())
        return await anext(numbers, "ended")

    assert asyncio.run(outer()) == "ended"


def test_ctrl_c_is_heard_beside_a_loop_that_catches_it():
    async def main():
        handlers.append(signal.getsignal(signal.SIGINT))

    async def outer():
        before = signal.getsignal(signal.SIGINT)
        virtual(main())
        assert signal.getsignal(signal.SIGINT) is before

    handlers = []
    asyncio.run(outer())
    assert handlers == [signal.default_int_handler]


# -- Ctrl-C, in processes of their own

INTERRUPTED = """
import asyncio, os, signal, sys, threading, time
from helpers import run, b

{program}

def press():
    time.sleep(0.3)
    global pressed
    pressed = time.monotonic()
    for _ in range({presses}):
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.6)
        if over:
            return

over = False
threading.Thread(target=press, daemon=True).start()
try:
    run(main(), clock={clock!r})
except KeyboardInterrupt:
    over = True
    print("ended", time.monotonic() - pressed < 1)
else:
    print("not interrupted")
run(b("next"), clock="virtual")
"""
# CPython 3.14.10 loses signals: of 140 that another thread sent to a plain
# `while True: f()` on a busy machine 13 were never heard; none up to 3.13.
PRESSES = 2 if sys.version_info >= (3, 14) else 1

PLACES = {
    "a sleep": """
        async def main():
            await asyncio.sleep(30)
    """,
    "a thread": """
        async def main():
            await asyncio.to_thread(time.sleep, 2)
    """,
    "a spin": """
        async def main():
            while True:
                pass
    """,
    "a spin of sleep(0)": """
        async def main():
            while True:
                await asyncio.sleep(0)
    """,
    "a blocking call": """
        async def main():
            time.sleep(30)
    """,
    "a task": """
        async def spin():
            while True:
                pass

        async def main():
            await asyncio.gather(spin(), b("x"))
    """,
    "a callback": """
        async def main():
            def spin():
                while True:
                    pass
            asyncio.get_running_loop().call_soon(spin)
            await asyncio.sleep(30)
    """,
    "a clean-up": """
        async def left_over():
            try:
                await asyncio.sleep(30)
            finally:
                while True:
                    await asyncio.sleep(0)

        async def main():
            asyncio.create_task(left_over())
            await asyncio.sleep(0.01)
            try:
                await asyncio.sleep(30)
            finally:
                await asyncio.sleep(30)
    """,
}


def script(program):
    """Run a program in a process of its own; return what it prints."""
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    return done.stdout, done.stderr


posix = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows sends no SIGINT to one process"
)


@posix
@pytest.mark.parametrize(
    ("place", "clock"),
    [
        *((place, "real") for place in PLACES),
        ("a thread", "virtual"),
        ("a spin", "virtual"),
        ("a spin of sleep(0)", "virtual"),
        ("a blocking call", "virtual"),
    ],
)
def test_ctrl_c_ends_a_run_within_a_second(place, clock):
    program = textwrap.dedent(PLACES[place])
    out, err = script(
        INTERRUPTED.format(program=program, clock=clock, presses=PRESSES)
    )
    assert out == "ended True\nnext\n"
    assert "raised KeyboardInterrupt after" in err
    assert "Task was destroyed" not in err


@pytest.mark.parametrize("clock", ["real", "virtual"])
def test_an_interrupt_between_two_turns_of_the_loop(clock, monkeypatch):
    # CPython 3.11, 3.12 and 3.14 skip the `finally` of run_forever there.
    plain = asyncio.BaseEventLoop.run_forever

    def interrupted(self):
        monkeypatch.setattr(asyncio.BaseEventLoop, "run_forever", plain)
        self._thread_id = threading.get_ident()
        asyncio._set_running_loop(self)
        raise KeyboardInterrupt

    hooks = sys.get_asyncgen_hooks()
    monkeypatch.setattr(asyncio.BaseEventLoop, "run_forever", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run(b("x"), clock=clock)
    assert sys.get_asyncgen_hooks() == hooks
    assert run(b("next"), clock="virtual").result == "next"


@pytest.mark.parametrize("clock", ["real", "virtual"])
def test_a_loop_that_is_run_inside_itself_refuses_and_goes_on(clock):
    async def main():
        loop = asyncio.get_running_loop()
        with pytest.raises(RuntimeError, match="already running"):
            loop.run_forever()
        await asyncio.sleep(0.05)
        return asyncio.get_running_loop() is loop

    assert run(main(), clock=clock).result


# -- a Run


def test_a_run_prints_its_headline_and_its_drawing():
    assert str(virtual(b("x"), title="One")) == textwrap.dedent("""\
        returned 'x' after 1 s

        One
        b('x') |---------|  returned 'x' at 1
               0         1 seconds""")


def test_a_run_that_returned_none_says_so_in_one_word():
    assert str(virtual(nothing())).startswith("returned after 0 s\n")


def test_a_headline_has_only_the_first_line_of_a_message():
    async def main():
        raise ValueError("first\nsecond")

    done = virtual(main(), expect=ValueError)
    assert str(done).split("\n")[0] == "raised ValueError after 0 s: first"


def test_a_run_does_not_change():
    done = virtual(nothing())
    assert isinstance(done, Run)
    with pytest.raises(AttributeError):
        done.result = 1


def test_the_module_exports_what_it_says():
    import helpers

    assert set(helpers.__all__) <= set(dir(helpers))
    for name in helpers.__all__:
        assert not isinstance(getattr(helpers, name), types.ModuleType)


def test_the_package_has_no_other_names():
    import helpers

    with pytest.raises(AttributeError, match="'helpers' has no attribute 'x'"):
        _ = helpers.x
