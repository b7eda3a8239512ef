# %% [markdown] task
# # Ask again when no answer comes in time
# kind: make it, function: retry, formerly: 08-4
#
# A service is slow at times, and a second try is often quicker.
# Make `retry(ask, tries, patience)` from nothing: it calls `ask()`, which gives it a coroutine, and waits `patience` seconds for the answer.
# If there is none by then, it cancels the call and waits until that has ended.
# Then, or as soon as a call fails, with whatever exception, it tries again, up to `tries` times in all.
# It returns the first answer, even if it is empty, or `None` if no try brought one.
# If `retry` itself is cancelled, it cancels the call, and the `CancelledError` comes out when that has ended.
# With answers that take 3, 3 and 0.5 seconds, and a patience of 1, its chart looks like this:
#
# ```text
# retry(...)  |---------|---------|----|
# ask()       |---------x
# ask()                 |---------x
# ask()                           |----|
#             0         1         2 seconds
# ```

# %% imports
import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from helpers import run, sleeper
from helpers.checking.exercise import Attempt, Case, Found, Rule, cancelled
from helpers.checking.fakes import Job, StrangeError
from helpers.checking.results import LOST_EMPTY
from helpers.checking.rules import (
    one_by_one,
    returns,
    same_time,
    sees_them_end,
    shown,
    takes,
)


# %% stub
async def retry(ask, tries, patience):
    pass


# %% trial
delays = [3, 3, 0.5]
mine = retry(lambda: sleeper("answer", delays.pop(0)), tries=3, patience=1)
run(mine, title="Ask again when no answer comes in time")


# %% reference
async def retry(ask, tries, patience):
    for _ in range(tries):
        task = asyncio.create_task(ask())
        try:
            await asyncio.wait([task], timeout=patience)
        finally:
            if not task.done():
                task.cancel()
                await asyncio.wait([task])
        if not task.cancelled() and not task.exception():
            return task.result()


# %% cases
def answers(
    words: str,
    specs: Sequence[float | Job],
    tries: int = 3,
    patience: float = 1,
) -> Case:
    """A service that is asked again and again, and what comes each time."""
    jobs = [each if isinstance(each, Job) else Job(each) for each in specs]
    spans, now, found = [], 0.0, None
    for job in jobs[:tries]:
        late = job.seconds > patience
        end = now + (patience + job.stubborn if late else job.seconds)
        spans.append(("ask()", now, end))
        now = end
        if not late and job.raises is None:
            found = "answer" if job.answer is None else job.answer
            break
    service: dict[str, Any] = {"ask": jobs}
    return Case(
        words,
        lambda world: (
            world.job("ask", service, "answer", 0),
            tries,
            patience,
        ),
        returns=found,
        seconds=now,
        chart=spans,
    )


nonsense = Job(0.5, raises=ValueError("nonsense"))
cases = [
    answers("", [3, 3, 0.5]),
    answers(
        "when a try fails",
        [Job(0.375, raises=StrangeError("down")), Job(0.25, "news")],
    ),
    answers("when no answer comes", [5, 5, 5, 0.5], 2, 0.5),
    answers("when a call takes its time to stop", [Job(4, stubborn=0.5), 0.5]),
    answers("with odd lengths", [3, 0.7373], patience=1.2917),
    answers("when a call takes long to stop", [Job(4, stubborn=40), 0.5, 0.5]),
    replace(
        cancelled(
            answers("when it is cancelled", [Job(9, stubborn=0.5)], 3, 3), 1.25
        ),
        only_end=False,
        seconds=1.75,
        chart=[("ask()", 0, 1.75)],
    ),
    answers("when all tries fail", [nonsense] * 3, 2),
    answers("when the answer is an empty text", [Job(0.5, ""), 0.5]),
]


# %% rules
def tries_as_due(attempt: Attempt) -> str | Found | None:
    """Compare each try with the span that it should have had."""
    due, made = attempt.case.chart or (), attempt.calls
    pairs = zip(made, due, strict=False)
    for number, (call, (_, start, end)) in enumerate(pairs, 1):
        if not same_time(call.started, start):
            began = shown(call.started)
            return f"try {number} began at {began}, not at {shown(start)}"
        if not same_time(call.end, end):
            lasted = shown(call.end)
            return (
                f"try {number} lasted until {lasted}, not until {shown(end)}"
            )
    if len(made) > len(due):
        began = shown(made[len(due)].started)
        number = len(due) + 1
        words = f"try {number} began at {began}, and none was due any more"
        return Found(
            words, *(LOST_EMPTY if attempt.case.returns == "" else ())
        )
    if len(made) < len(due):
        return f"there was no try {len(made) + 1}"
    return None


rules = [
    one_by_one(
        hint="what has to be over before the next try?",
        more="Cancel the call and wait until it has ended, then ask again.",
    ),
    Rule(
        tries_as_due,
        hint="when is a try over, and how many may there be?",
        more="Each try: make a task of ask(), wait for it with a timeout, and cancel it if it is pending.",
    ),
    returns(
        or_none=True,
        hint="how do you tell an answer from a failure?",
        more="Return the result of the first task that ended without an exception; None after the last try.",
    ),
    sees_them_end(
        hint="has a call ended as soon as you cancel it?",
        more="cancel() only asks; wait until the call that you cancelled has ended.",
    ),
    takes(
        hint="what else does it wait for, besides the tries?",
        more="Try again at once, and return with the answer.",
    ),
]

# %% [markdown] discussion
# `wait` with one task and a timeout raises nothing: no answer, a failure and an answer are three states of the task, and you look at them.
# The call is cancelled and waited for, so there are never two of them under way.
# The `finally` does that after the timeout, and also when `retry` itself is cancelled, because `wait` leaves its task running then.
# `wait_for(ask(), patience)` does all that in one line, with a `try` around it, because it raises if there is no answer.

# %% [markdown] solved
# yes: one try at a time, each within its time limit, and none left over.
#
# Another way: `asyncio.wait_for(ask(), patience)` in a `try`: it cancels the call, and waits for its end.
#
# Try next: wait a little longer before each further try: 0.1 s, 0.2 s, 0.4 s.
