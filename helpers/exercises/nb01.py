"""The exercises of notebook 01, run main() to completion."""

from __future__ import annotations

from typing import Any

from helpers.checking.exercise import Attempt, Case, Exercise, Wrong
from helpers.checking.fakes import Job, World
from helpers.checking.rules import (
    asks,
    chart,
    one_by_one,
    prints,
    returns,
    rule,
)

__all__ = ["EXERCISES", "NOTEBOOK"]

NOTEBOOK = "01_run_main"


def _report(words: str, **services: float | Job) -> Case:
    """Services to look up; the RuntimeError of one has to come out."""
    names = list(services)

    def given(world: World) -> tuple[Any, ...]:
        return world.job("ask", services, "{} is up"), names

    failing = [job for job in services.values() if isinstance(job, Job)]
    return Case(
        words,
        given,
        returns=[f"{name} is up" for name in names],
        raises=RuntimeError if failing else None,
        more={"asks": [f"ask({name!r})" for name in names]},
    )


def _comes_back(attempt: Attempt) -> str | None:
    """Compare the answers, unless an error has to come out instead."""
    if attempt.case.raises is not None:
        return None
    return returns().finds(attempt)


REPORT = Exercise(
    id="01-1",
    kind="fix",
    title="A plain function that starts a loop",
    name="report",
    task="""
`look_up` is a plain function, and somebody made it call `asyncio.run`, "so that nobody has to care".
Called from a script it works; called by `report` it fails, and the `try` hides how.
Mend both functions, and drop the `try`: `report(ask, names)` looks up each of the names on the loop that is there, and returns the answers as a list, in the order of `names`.
What `ask` raises comes out of `report`.
For `["mail", "chat"]` and a service that says `"mail is up"` and `"chat is up"`, the list is `["mail is up", "chat is up"]`; the `b` of the trial answers with the bare names.
""",
    stub="""
def look_up(ask, name):
    return asyncio.run(ask(name))


async def report(ask, names):
    try:
        return [look_up(ask, name) for name in names]
    except RuntimeError as error:
        return type(error).__name__
""",
    trial='run(report(b, ["mail", "chat"]), title="Exercise 01-1")',
    cases=(
        _report("", mail=0.5, chat=0.5),
        _report("with other services", tides=2, buses=0.5, news=1),
        _report("with no service at all"),
        _report(
            "with a service that fails",
            mail=0.5,
            chat=Job(1, raises=RuntimeError("no such service")),
        ),
    ),
    rules=(
        asks(
            hint="who awaits ask(name), and for which names?",
            more="look_up awaits ask(name), and report awaits look_up.",
        ),
        rule(
            _comes_back,
            hint="what does look_up give you for each of the names?",
            more="The list holds one answer for each name, in their order.",
        ),
    ),
    reference="""
async def look_up(ask, name):
    return await ask(name)


async def report(ask, names):
    return [await look_up(ask, name) for name in names]
""",
    discussion="""
A function that has to wait is a coroutine function, and so is everybody who calls it, up to `main()`.
Only there, outside of every coroutine, is the place for `asyncio.run`.
The `try` was worse than the mistake: it caught the complaint of `asyncio.run`, and would have caught an error of the service as well.
""",
    good="everything ran on the one loop, and what fails comes out.",
    then=(
        "put asyncio.run(report(...)) into a script of your own, with a "
        "sleeper() in place of the service, and run it in a terminal."
    ),
    others=(
        """
async def report(ask, names):
    answers = []
    for name in names:
        answers.append(await ask(name))
    return answers
""",
        """
def look_up(ask, name):
    return asyncio.ensure_future(ask(name))


async def report(ask, names):
    return [await look_up(ask, name) for name in names]
""",
        """
async def look_up(ask, name):
    return await ask(name)


async def report(ask, names):
    return list(await asyncio.gather(*(look_up(ask, n) for n in names)))
""",
        """
def look_up(ask, name):
    return ask(name)


async def report(ask, names):
    tasks = [asyncio.create_task(look_up(ask, name)) for name in names]
    return [await task for task in tasks]
""",
    ),
    wrong=(
        Wrong(
            """
async def report(ask, names):
    return [look_up(ask, name) for name in names]
""",
            "not yet: raised RuntimeError: asyncio.run() cannot be called "
            "from a running event loop (line 2: return "
            "asyncio.run(ask(name))); what does the last line of its "
            "traceback say when you run it?",
        ),
        Wrong(
            """
def look_up(ask, name):
    loop = asyncio.get_event_loop()
    return loop.run_until_complete(ask(name))


async def report(ask, names):
    return [look_up(ask, name) for name in names]
""",
            "not yet: raised RuntimeError: This event loop is already "
            "running (line 3: return loop.run_until_complete(ask(name))); "
            "what does the last line of its traceback say when you run it?",
        ),
        Wrong(
            """
async def look_up(ask, name):
    return await ask(name)


async def report(ask, names):
    return [look_up(ask, name) for name in names]
""",
            "not yet: returned a coroutine, of which nothing has run; is "
            "there an 'await' missing?",
        ),
        Wrong(
            """
async def look_up(ask, name):
    return ask(name)


async def report(ask, names):
    return [await look_up(ask, name) for name in names]
""",
            "not yet: returned a coroutine, of which nothing has run; is "
            "there an 'await' missing?",
        ),
        Wrong(
            """
async def look_up(ask, name):
    return await ask(name)


async def report(ask, names):
    try:
        return [await look_up(ask, name) for name in names]
    except RuntimeError as error:
        return type(error).__name__
""",
            "not yet: with a service that fails: returned 'RuntimeError', "
            "and RuntimeError should have come out; which exception is to "
            "come out, and from where?",
        ),
        Wrong(
            """
async def look_up(ask, name):
    return await ask(name)


async def report(ask, names):
    for name in names:
        return [await look_up(ask, name)]
""",
            "not yet: ask('chat') was never started; who awaits ask(name), "
            "and for which names?",
        ),
        Wrong(
            """
async def report(ask, names):
    return [f"{name} is up" for name in names]
""",
            "not yet: ask('mail') was never started; who awaits ask(name), "
            "and for which names?",
        ),
    ),
)


def _left_behind(words: str, a: float, b: float) -> Case:
    """Let b be awaited, and a go on until job() is over."""

    def given(world: World) -> tuple[Any, ...]:
        return world.single("a", a), world.job("b", {"b1": b})

    return Case(
        words,
        given,
        returns="b1",
        chart=(("a()", 0, min(a, b)), ("b('b1')", 0, b)),
        more={"left": a > b},
    )


def _ends_with_the_run(attempt: Attempt) -> str | None:
    """Ask that the end of the run ends a(), and not the program itself."""
    if attempt.left or not attempt.case.more["left"]:
        return None
    return "a() was stopped by job() itself, before the run was over"


LEFT_BEHIND = Exercise(
    id="01-2",
    kind="schedule",
    title="Make your chart look like this one",
    name="job",
    task="""
Here `a()` is left behind: it is under way beside `b("b1")`, and the end of the run cancels it.
Change `job` so that its chart is this one, and so that it still returns `'b1'`:

```text
job(a, b) |---------|  returned 'b1' at 1
  b('b1') |---------|  done at 1
a()       |---------x  cancelled at the end of run at 1
          0         1 seconds
```
""",
    stub="""
async def job(a, b):
    return await b("b1")
""",
    trial='run(job(a, b), title="Exercise 01-2")',
    cases=(
        _left_behind("", 3, 1),
        _left_behind("with other lengths", 10, 2.5),
        _left_behind("with an a() that is quicker than b", 0.5, 2),
    ),
    rules=(
        chart(
            hint="which of the two is started, and which one is awaited?",
            more="Make a task of a(), and then await b('b1') alone.",
        ),
        rule(
            _ends_with_the_run,
            hint="who cancels a() in the given chart?",
            more="Leave the task alone: the end of the run cancels it.",
        ),
        returns(
            hint="what does the await of b give you?",
            more="Return what b('b1') returns.",
        ),
    ),
    reference="""
async def job(a, b):
    task = asyncio.create_task(a())
    return await b("b1")
""",
    discussion="""
`create_task` asks the loop to run `a()` beside `job()`; nobody awaits that task.
When `job()` returns, the run is over, and `run` cancels what is left, as `asyncio.run` does in a script.
The name `task` is not idle: the loop itself keeps no firm hold of a task, and one that nobody else refers to may be swept away in the middle of its work.
""",
    good="a() was under way as long as job() was, and no longer.",
    then=(
        "await job(a, b) in a cell of its own, and wait: what is printed, "
        "and below which cell?"
    ),
    others=(
        """
async def job(a, b):
    task = asyncio.ensure_future(a())
    answer = await b("b1")
    return answer
""",
        """
async def job(a, b):
    left, right = map(asyncio.create_task, (a(), b("b1")))
    return await right
""",
        """
async def job(a, b):
    calls = (b("b1"), a())
    tasks = [asyncio.create_task(call) for call in calls]
    await asyncio.wait(tasks[:1])
    return tasks[0].result()
""",
    ),
    wrong=(
        Wrong(
            """
async def job(a, b):
    await a()
    return await b("b1")
""",
            "not yet: a() ran from 0 s to 3 s; in the given chart it runs "
            "from 0 s to 1 s; which of the two is started, and which one is"
            " awaited?",
        ),
        Wrong(
            """
async def job(a, b):
    a()
    return await b("b1")
""",
            "not yet: called a() and never awaited it; is there an 'await' "
            "missing?",
        ),
        Wrong(
            """
async def job(a, b):
    answers = await asyncio.gather(a(), b("b1"))
    return answers[1]
""",
            "not yet: a() ran from 0 s to 3 s; in the given chart it runs "
            "from 0 s to 1 s; which of the two is started, and which one is"
            " awaited?",
        ),
        Wrong(
            """
async def job(a, b):
    answer = await b("b1")
    task = asyncio.create_task(a())
    return answer
""",
            "not yet: a() ran from 1 s to 1 s; in the given chart it runs "
            "from 0 s to 1 s; which of the two is started, and which one is"
            " awaited?",
        ),
        Wrong(
            """
async def job(a, b):
    task = asyncio.create_task(a())
    answer = await b("b1")
    task.cancel()
    return answer
""",
            "not yet: a() was stopped by job() itself, before the run was "
            "over; who cancels a() in the given chart?",
        ),
        Wrong(
            """
async def job(a, b):
    task = asyncio.create_task(b("b1"))
    return await a()
""",
            "not yet: a() ran from 0 s to 3 s; in the given chart it runs "
            "from 0 s to 1 s; which of the two is started, and which one is"
            " awaited?",
        ),
        Wrong(
            """
async def job(a, b):
    task = asyncio.create_task(a())
    await b("b1")
""",
            "not yet: returned None, not 'b1'; what does the await of b "
            "give you?",
        ),
        Wrong(
            """
async def job(a, b):
    task = asyncio.create_task(a())
    await asyncio.sleep(1)
    return "b1"
""",
            "not yet: b('b1') is in the chart, and never started; which of "
            "the two is started, and which one is awaited?",
        ),
    ),
    allows=frozenset({"leaving tasks"}),
)


def _checked(words: str, **services: float | Job) -> Case:
    """Services of a command-line tool; a Job that raises does not answer."""
    names = list(services)
    failed = sum(
        isinstance(job, Job) and job.raises is not None
        for job in services.values()
    )

    def given(world: World) -> tuple[Any, ...]:
        return world.job("ask", services, "{} is up"), names

    seconds = sum(
        job.seconds if isinstance(job, Job) else job
        for job in services.values()
    )
    line = f"{len(names) - failed} of {len(names)} answered"
    return Case(
        words,
        given,
        returns=1 if failed else 0,
        more={
            "asks": [f"ask({name!r})" for name in names],
            "prints": [(seconds, line)],
        },
    )


STATUS = Exercise(
    id="01-3",
    kind="make",
    title="A program with an exit status",
    name="check_all",
    task="""
A command-line tool asks some services whether they are up, one after another, and its exit status tells other programs how it went.
Make `check_all(ask, names)` from nothing, for a script that ends in `sys.exit(asyncio.run(check_all(ask, names)))`.
It awaits `ask(name)` for each of the names in turn.
A service that is down raises an exception, of whatever kind; `check_all` goes on with the others.
In the end it prints how many have answered, and returns 0 if all of them have, 1 if not.
For two services of which one is down it prints `1 of 2 answered` and returns 1.
""",
    stub="""
async def check_all(ask, names):
    pass
""",
    trial="""
async def ask(name):
    return await (fails(0.5) if name == "chat" else sleeper(name, 0.5))


run(check_all(ask, ["mail", "chat"]), title="Exercise 01-3")
""".strip(),
    cases=(
        _checked("", mail=0.5, chat=Job(1, raises=ConnectionError("down"))),
        _checked("with all services up", tides=1, buses=0.5, news=2),
        _checked(
            "with two services down",
            tides=Job(0.5, raises=ValueError("bad luck")),
            mail=1,
            buses=Job(1, raises=OSError("no route")),
        ),
        _checked("with an empty answer", mail=Job(0.5, answer="")),
        _checked("with no service at all"),
    ),
    rules=(
        one_by_one(
            hint="what has to be over before the next service is asked?",
            more="Await ask(name) where you call it, inside the loop.",
        ),
        asks(
            hint="does the loop reach every name, also after a failure?",
            more="Loop over names, and catch the exception inside the loop.",
        ),
        prints(
            hint="which services count as having answered, and when is the "
            "number known?",
            more="Count each await that returned; print once, after the loop.",
        ),
        returns(
            hint="which number means that all is well, and which that it is "
            "not?",
            more="Return 0 if no service failed, and 1 for any number of "
            "failures.",
        ),
    ),
    reference="""
async def check_all(ask, names):
    answered = 0
    for name in names:
        try:
            await ask(name)
        except Exception:
            continue
        answered += 1
    print(f"{answered} of {len(names)} answered")
    return 0 if answered == len(names) else 1
""",
    discussion="""
The `try` stands around one `await`, inside the loop, so that one failure ends one turn and not the loop.
What `main()` returns comes out of `asyncio.run`, and `sys.exit` makes it the status of the process: 0 is success, by custom.
`except Exception` lets a `CancelledError` through, which is a `BaseException`: whoever presses Ctrl-C is still obeyed.
""",
    good="every service was asked, and the status tells how it went.",
    then=(
        "write such a script, with sys.exit(asyncio.run(...)) in its last "
        "line, and run it with subprocess.run as the first cell of this "
        "notebook does; what is in .returncode?"
    ),
    others=(
        """
async def check_all(ask, names):
    failed = []
    for name in names:
        try:
            await ask(name)
        except Exception as error:
            failed.append(error)
    print(len(names) - len(failed), "of", len(names), "answered")
    return int(bool(failed))
""",
        """
async def check_all(ask, names):
    async def is_up(name):
        try:
            await ask(name)
        except Exception:
            return False
        return True

    up = [await is_up(name) for name in names]
    print(f"{up.count(True)} of {len(up)} answered")
    return 0 if all(up) else 1
""",
        """
async def check_all(ask, names):
    answered = 0
    for name in names:
        task = asyncio.create_task(ask(name))
        await asyncio.wait([task])
        if task.exception() is None:
            answered += 1
    print(f"{answered} of {len(names)} answered")
    return 1 if answered < len(names) else 0
""",
    ),
    wrong=(
        Wrong(
            """
async def check_all(ask, names):
    for name in names:
        await ask(name)
    print(f"{len(names)} of {len(names)} answered")
    return 0
""",
            "not yet: raised ConnectionError: down (line 3: await "
            "ask(name)); what does the last line of its traceback say when "
            "you run it?",
        ),
        Wrong(
            """
async def check_all(ask, names):
    answered = 0
    try:
        for name in names:
            await ask(name)
            answered += 1
    except Exception:
        pass
    print(f"{answered} of {len(names)} answered")
    return 0 if answered == len(names) else 1
""",
            "not yet: with two services down: ask('mail') was never "
            "started; does the loop reach every name, also after a failure?",
        ),
        Wrong(
            """
async def check_all(ask, names):
    answered = 0
    for name in names:
        try:
            ask(name)
            answered += 1
        except Exception:
            pass
    print(f"{answered} of {len(names)} answered")
    return 0 if answered == len(names) else 1
""",
            "not yet: called ask() and never awaited it; is there an "
            "'await' missing?",
        ),
        Wrong(
            """
async def check_all(ask, names):
    calls = [ask(name) for name in names]
    ends = await asyncio.gather(*calls, return_exceptions=True)
    failed = [end for end in ends if isinstance(end, Exception)]
    print(f"{len(ends) - len(failed)} of {len(ends)} answered")
    return 1 if failed else 0
""",
            "not yet: ask('chat') started at 0 s, before ask('mail') was "
            "done; what has to be over before the next service is asked?",
        ),
        Wrong(
            """
async def check_all(ask, names):
    answered = 0
    for name in names:
        try:
            asyncio.run(ask(name))
            answered += 1
        except Exception:
            pass
    print(f"{answered} of {len(names)} answered")
    return 0 if answered == len(names) else 1
""",
            "not yet: called ask() and never awaited it; is there an "
            "'await' missing?",
        ),
        Wrong(
            """
async def check_all(ask, names):
    answered = 0
    for name in names:
        try:
            if await ask(name):
                answered += 1
        except Exception:
            pass
    print(f"{answered} of {len(names)} answered")
    return 0 if answered == len(names) else 1
""",
            "not yet: with an empty answer: printed '0 of 1 answered' where"
            " '1 of 1 answered' was due; which services count as having "
            "answered, and when is the number known?",
        ),
        Wrong(
            """
async def check_all(ask, names):
    answered = 0
    for name in names:
        try:
            await ask(name)
            answered += 1
        except ConnectionError:
            pass
    print(f"{answered} of {len(names)} answered")
    return 0 if answered == len(names) else 1
""",
            "not yet: with two services down: raised ValueError: bad luck "
            "(line 5: await ask(name)); what does the last line of its "
            "traceback say when you run it?",
        ),
        Wrong(
            """
async def check_all(ask, names):
    failed = 0
    for name in names:
        try:
            await ask(name)
        except Exception:
            failed += 1
    print(f"{len(names) - failed} of {len(names)} answered")
    return failed
""",
            "not yet: with two services down: returned 2, not 1; which "
            "number means that all is well, and which that it is not?",
        ),
        Wrong(
            """
async def check_all(ask, names):
    answered = 0
    for name in names:
        try:
            await ask(name)
            answered += 1
        except Exception:
            pass
    print(f"{answered} of {len(names)} answered")
    return answered == len(names)
""",
            "not yet: returned False, not 1; which number means that all is"
            " well, and which that it is not?",
        ),
    ),
)

EXERCISES = (REPORT, LEFT_BEHIND, STATUS)
