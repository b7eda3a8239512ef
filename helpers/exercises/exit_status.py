# %% [markdown] task
# # A program with an exit status
# kind: make it, function: check_all, formerly: 01-3, allows: leaving tasks
#
# A command-line tool asks some services, one after another, whether they are up, and its exit status tells other programs how that went.
# Make `check_all(ask, names)` from nothing, for a script that ends in `sys.exit(asyncio.run(check_all(ask, names)))`.
# It awaits `ask(name)` for each of the names in turn; a name that comes twice is asked twice, and counts twice.
# If a service is down, `ask` raises an exception of any kind, and `check_all` goes on to the next name.
# Any answer counts, even an empty one.
# At the end it prints how many answered, and returns 0 if all of them did and 1 if not.
# For two services, one of them down, it prints `1 of 2 answered` and returns 1; for none it prints `0 of 0 answered` and returns 0.
# If `check_all` itself is cancelled, as by Ctrl-C, that is no failure of a service: it prints no count, and the `CancelledError` comes out.

# %% imports
import re
from dataclasses import replace

from helpers import fails, run, sleeper
from helpers.checking.exercise import Attempt, Case, Rule, cancelled
from helpers.checking.fakes import (
    RETURNED,
    Job,
    StrangeError,
    calls,
    jobs_of,
)
from helpers.checking.rules import asks, one_by_one, prints, returns


# %% stub
async def check_all(ask, names):
    pass


# %% trial
async def ask(name):
    return await (fails(0.5) if name == "chat" else sleeper(name, 0.5))


run(check_all(ask, ["mail", "chat"]), title="A program with an exit status")


# %% reference
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


# %% cases
def checked(words: str, **services: float | Job) -> Case:
    """Services of a command-line tool; a Job that raises does not answer."""
    jobs = jobs_of(services)
    failed = sum(job.raises is not None for job in jobs.values())
    line = f"{len(jobs) - failed} of {len(jobs)} answered"
    return Case(
        words,
        lambda world: (world.job("ask", jobs, "{} is up"), [*jobs]),
        returns=1 if failed else 0,
        asks=calls("ask", jobs),
        prints=[(sum(job.seconds for job in jobs.values()), line)],
    )


def named_twice() -> Case:
    """A service that is up, and one that is down, each of them twice."""
    names = ["mail", "chat"] * 2
    down = Job(0.5, raises=ConnectionError("down"))
    jobs = {"mail": Job(0.5), "chat": down}
    return Case(
        "with a name that comes twice",
        lambda world: (world.job("ask", jobs), [*names]),
        returns=1,
        asks=calls("ask", names),
        prints=[(2, "2 of 4 answered")],
    )


cases = [
    checked("", mail=0.5, chat=Job(1, raises=ConnectionError("down"))),
    checked("with all services up", tides=1, buses=0.5, news=2),
    checked(
        "with two services down",
        tides=Job(0.5, raises=ValueError("bad luck")),
        mail=1,
        buses=Job(1, raises=StrangeError("no route")),
    ),
    checked("with an empty answer", mail=Job(0.5, answer="")),
    checked("with other lengths", mail=0.7373, news=1.2917),
    checked("with no service at all"),
    named_twice(),
    replace(
        cancelled(checked("when it is cancelled", mail=0.5, news=3), at=1.25),
        only_end=False,
        prints=[],
    ),
]


# %% rules
COUNT = re.compile(r"(\d+) of \d+ answered$")


def prints_no_count(attempt: Attempt) -> str | None:
    """Ask that a program that is cancelled prints no number of answers."""
    lines = [line for _, line in attempt.printed if line.endswith("answered")]
    if attempt.case.cancelled_at is None or not lines:
        return None
    return f"printed {lines[0]!r} all the same"


def counts_every_answer(attempt: Attempt) -> str | None:
    """Find a count that is less than the calls which have returned by then."""
    for at, line in attempt.printed:
        count = COUNT.search(line.rstrip())
        up = [
            c for c in attempt.calls if c.end <= at and c.outcome is RETURNED
        ]
        if count and int(count[1]) < len(up):
            return f"printed {line.rstrip()!r}, though {len(up)} had answered"
    return None


rules = [
    one_by_one(
        hint="what has to be over before the next service is asked?",
        more="Await ask(name) where you call it, inside the loop.",
    ),
    asks(
        hint="does the loop reach every name, even after a failure?",
        more="Loop over names, and catch the exception inside the loop.",
        too_often=(
            "how often does the loop ask for one name?",
            "Await ask(name) once for each name in the list.",
        ),
    ),
    Rule(
        prints_no_count,
        hint="which line prints even though the loop did not get to its end?",
        more="Print after the loop, and not in a 'finally'.",
    ),
    Rule(
        counts_every_answer,
        hint="does an empty answer count, and does a second one?",
        more="Count every await that returned, whatever it gave.",
    ),
    prints(
        like=COUNT.pattern,
        hint="what is counted there, and when is the count complete?",
        more="Count each await that returned; print once, after the loop.",
    ),
    returns(
        hint="which status means that all is well, and which that it is not?",
        more="Return 0 if no service failed, and 1 for any number of failures.",
    ),
]

# %% [markdown] discussion
# The `try` stands around one `await`, inside the loop, so a failure ends one turn and not the loop.
# `asyncio.run` returns what `main()` returned, and `sys.exit` makes that the status of the process: by custom, 0 is success.
# `except Exception` lets a `CancelledError` through, because that is a `BaseException`: Ctrl-C still works.

# %% [markdown] solved
# yes: every service was asked, and the status says how it went.
#
# Another way: put the `try` into a small coroutine that returns True or False, and count with `sum`.
#
# Try next: write a script that ends in sys.exit(asyncio.run(...)), and run it with `subprocess.run`. What is in `.returncode`?
