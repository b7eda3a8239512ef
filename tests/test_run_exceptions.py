"""What main raises is raised by `run()`, after its chart was shown."""

import asyncio
import textwrap
import traceback

import pytest

from helpers import b, fails, run
from tests.tools.on_a_clock import CLOCKS
from tests.tools.small_programs import nothing, sentence_of, virtual

pytestmark = pytest.mark.usefixtures("machine")


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


@pytest.mark.parametrize("error", [SystemExit, KeyboardInterrupt])
def test_exceptions_that_end_programs_pass_through(error, capsys):
    async def main():
        await asyncio.sleep(1)
        raise error

    with pytest.raises(error):
        virtual(main())
    assert f"raised {error.__name__} after 1 s" in capsys.readouterr().err


def test_main_may_be_cancelled():
    async def main():
        asyncio.current_task().cancel()
        await asyncio.sleep(1)

    done = virtual(main(), expect=asyncio.CancelledError)
    assert str(done).startswith("raised CancelledError after 0 s\n")


@pytest.mark.parametrize("clock", CLOCKS)
def test_a_deadlock_is_named_and_charted(clock, capsys):
    async def main():
        await asyncio.Event().wait()

    words = sentence_of(run, main(), clock=clock)
    assert words.startswith("DeadlockError: deadlock: nothing is ready to run")
    assert "main() waits on Event.wait, line " in words
    assert "waiting for ever on Event.wait" in capsys.readouterr().err


# -- tracebacks


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


@pytest.mark.parametrize("clock", CLOCKS)
def test_a_deadlock_is_traced_to_the_line_that_called_run(clock, capsys):
    async def main():
        await asyncio.Event().wait()

    with pytest.raises(RuntimeError) as caught:
        run(main(), clock=clock)
    assert functions_in(caught.value) == [
        "test_a_deadlock_is_traced_to_the_line_that_called_run"
    ]


def test_an_exception_is_raised_though_its_chart_cannot_be_drawn(
    monkeypatch, capsys
):
    def broken(*_, **__):
        raise LookupError("no chart today")

    monkeypatch.setattr("helpers.running.run.draw", broken)
    with pytest.raises(ValueError, match="bad luck"):
        virtual(fails(1))
    assert capsys.readouterr().err == "no chart: LookupError: no chart today\n"


def test_an_exception_is_raised_though_nobody_can_be_told(monkeypatch):
    monkeypatch.setattr("sys.stderr", None)
    with pytest.raises(ValueError, match="bad luck"):
        virtual(fails(1))


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
