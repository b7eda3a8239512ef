# %% [markdown] task
# # A program with an exit status
# kind: make it, function: check_all, formerly: 01-3
#
# A command-line tool asks some services whether they are up, one after another, and its exit status tells other programs how it went.
# Make `check_all(ask, names)` from nothing, for a script that ends in `sys.exit(asyncio.run(check_all(ask, names)))`.
# It awaits `ask(name)` for each of the names in turn.
# A service that is down raises an exception, of whatever kind; `check_all` goes on with the others.
# Any answer counts, even an empty one.
# In the end it prints how many have answered, and returns 0 if all of them have, 1 if not.
# For two services, one of them down, it prints `1 of 2 answered` and returns 1; for none it prints `0 of 0 answered` and returns 0.
# When `check_all` itself is cancelled, as by Ctrl-C, that is no failure of a service: the `CancelledError` comes out.

# %% imports
from helpers import fails, run, sleeper
from helpers.checking.exercise import Case, cancelled
from helpers.checking.fakes import Job, StrangeError, calls, jobs_of
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
    cancelled(checked("when it is cancelled", mail=0.5, news=3), at=1.25),
]

# %% rules
rules = [
    one_by_one(
        hint="what has to be over before the next service is asked?",
        more="Await ask(name) where you call it, inside the loop.",
    ),
    asks(
        hint="does the loop reach every name, also after a failure?",
        more="Loop over names, and catch the exception inside the loop.",
    ),
    prints(
        like="answered$",
        hint="which services count as having answered, and when is the number known?",
        more="Count each await that returned; print once, after the loop.",
    ),
    returns(
        hint="which number means that all is well, and which that it is not?",
        more="Return 0 if no service failed, and 1 for any number of failures.",
    ),
]

# %% [markdown] discussion
# The `try` stands around one `await`, inside the loop, so that one failure ends one turn and not the loop.
# What `main()` returns comes out of `asyncio.run`, and `sys.exit` makes it the status of the process: 0 is success, by custom.
# `except Exception` lets a `CancelledError` through, which is a `BaseException`: whoever presses Ctrl-C is still obeyed.

# %% [markdown] solved
# yes: every service was asked, and the status tells how it went.
#
# Another way: put the `try` into a small coroutine that returns True or False, and count with `sum`.
#
# Try next: write such a script, with sys.exit(asyncio.run(...)) in its last line, and run it with subprocess.run as the first cell of this notebook does; what is in .returncode?
