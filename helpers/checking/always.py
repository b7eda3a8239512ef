"""What every exercise asks for, without saying so.

The program ends, by itself and in time; it raises nothing that it should
not, awaits what it calls, blocks nobody and leaves nothing behind. An
exercise takes some of this back with what it `allows`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

from helpers.checking.exercise import Allowance, Attempt, Case
from helpers.checking.mistakes import lacks_await, public_name, scrubbed
from helpers.checking.sandbox import coroutines_in
from helpers.labels import describe, describe_error
from helpers.timeline.model import Outcome
from helpers.timeline.seconds import seconds_text

__all__ = ["Fault", "exceptions_kept", "faults"]

LONGEST_ERROR = 170  # characters of an error that are shown
_UNRETRIEVED = "exception was never retrieved"  # the words of asyncio

Fault = tuple[str, str, str]  # its words, a hint, and a plainer one

# A hint, and a plainer one, of more than one fault
_FORGOT_AWAIT = (
    "is there an 'await' missing?",
    "A call of a coroutine function makes a coroutine; 'await' runs it.",
)
_TOOK_NO_LOOK = (
    "who looks at the result of each task?",
    "Await every task, also one that failed, or ask it for its exception().",
)
_FROM_WORK = (
    "is that to be caught, and where?",
    "Put a 'try' around the line that raises it, and catch what the text "
    "says; anything else has to come out as it is.",
)
_ANSWERED = (
    "what becomes of the answer that comes after it?",
    "The last call did answer. An empty answer counts as false in an 'if', "
    "and is an answer: return it, whatever it is.",
)
_LEFT_ALONE = (
    "who awaits the tasks that you started?",
    "Keep every task that you make, and await it before you return.",
)
_ON_ERROR = (
    "which lines run on that way out of the function?",
    "A 'finally' runs on every way out: wait for your tasks there.",
)
_LEFT_BY_CANCELLED = (
    "what happens to your tasks when the function itself is cancelled?",
    "A 'finally' runs then too: cancel your tasks in it, and wait for them.",
)
_WHICH_ERROR = (
    "which exception is to come out, and from where?",
    "Catch no more than you can handle; a bare 'raise' passes it on.",
)
_ONE_LOOP = (
    "who runs the loop already?",
    "The check runs your coroutine, as run() does: write 'async def', and "
    "'await' in place of asyncio.run.",
)

# What asyncio says of some mistakes, with a hint and a plainer one
_SAID = (
    ("raised TimeoutError", *_FROM_WORK),
    ("asyncio.run() cannot be called", *_ONE_LOOP),
    ("event loop is already running", *_ONE_LOOP),
    (
        "Result is not set",
        "has it ended when it is asked for its result?",
        "Await it: that waits until it has ended, and gives you its result.",
    ),
    (
        "not supported between instances of 'coroutine'",
        "what does it compare when two lengths are equal?",
        "Coroutines cannot be compared: sort by a key that leaves them out.",
    ),
    (
        "cannot reuse already awaited coroutine",
        "how often may a coroutine be awaited?",
        "Once. Each call of the function makes a new one; a task may be "
        "awaited as often as you like.",
    ),
    (
        "Set of Tasks/Futures is empty",
        "what if there is nothing to wait for?",
        "asyncio.wait refuses an empty set: look first whether there is "
        "anything in it.",
    ),
    (
        "requires an object with __aiter__ method",
        "does this version of Python know 'async for' there?",
        "From Python 3.13 on 'async for' works with as_completed; a plain "
        "'for' with an 'await' inside works with all versions.",
    ),
    (
        "unhandled errors in a TaskGroup",
        "what is in that group, and where is it to be unpacked?",
        "A TaskGroup raises what failed in it as an ExceptionGroup: catch "
        "it with 'except*', or catch the error inside each task.",
    ),
)


def faults(one: Attempt, allows: frozenset[Allowance]) -> Iterator[Fault]:
    """Yield what is wrong with an attempt; the first fault decides."""
    if one.stopped is not None:
        reason = one.stopped.reason
        hints = one.case.question or (reason.hint, reason.more)
        yield one.stopped.words(_place(one)), *hints
    yield from _in_result(one)
    yield from _in_error(one)
    if one.case.only_end:
        return
    if Allowance.UNAWAITED not in allows:
        yield from _unawaited(one)
    seconds = one.timeline.blocked()
    if seconds and Allowance.BLOCKING not in allows:
        yield (
            f"held up the whole event loop for {seconds_text(seconds)} s",
            "which call in there waits without an 'await'?",
            "Await asyncio.sleep(...) in place of time.sleep(...), or move "
            "the call into a thread with asyncio.to_thread.",
        )
    if one.left and Allowance.LEAVING_TASKS not in allows:
        first, rest = public_name(one.left[0]), len(one.left) - 1
        some = f"{first} and {rest} more were" if rest else f"{first} was"
        if one.case.cancelled_at is not None:
            yield f"ended while {some} still under way", *_LEFT_BY_CANCELLED
        if one.error is None:
            words = f"returned while {some} still under way"
            yield words, *(one.case.question or _LEFT_ALONE)
        else:
            kind = type(one.error).__name__
            yield f"ended in {kind} while {some} still under way", *_ON_ERROR
    if Allowance.UNRETRIEVED not in allows:
        for words in one.faults:
            if _UNRETRIEVED in words:
                yield f"left an exception lying: {words}", *_TOOK_NO_LOOK


def exceptions_kept(one: Attempt) -> Iterator[Fault]:
    """Find what something keeps alive, so that asyncio says nothing of it.

    Only the exercise's own rules say whether somebody should have looked.
    """
    for lane in one.timeline.lanes:
        if lane.outcome is Outcome.RAISED and lane.never_collected:
            words = f"Task {_UNRETRIEVED} ({lane.error})"
            yield f"left an exception lying: {words}", *_TOOK_NO_LOOK


def _in_result(one: Attempt) -> Iterator[Fault]:
    """Find what was to be awaited; a result's own methods may raise."""
    try:
        if next(coroutines_in(one.result), None) is not None:
            words = "returned a coroutine, of which nothing has run"
            yield words, *_FORGOT_AWAIT
        values = one.result if isinstance(one.result, (list, tuple)) else ()
        for value in (one.result, *values):
            if isinstance(value, asyncio.Future):
                kind = type(value).__name__
                yield f"returned a {kind}, not its result", *_FORGOT_AWAIT
    except Exception as error:
        kind = type(error).__name__
        yield f"its result cannot be judged: {kind}", *_FORGOT_AWAIT


def _in_error(one: Attempt) -> Iterator[Fault]:
    """Find what was raised, or was not, unless the case asks for just that."""
    error, kind = one.error, one.case.raises
    if one.handed:
        yield (
            f"handed gather() {one.handed}, as a whole{_place(one)}",
            "what does the star do in gather(*calls)?",
            "gather takes awaitables one by one: a star in front of a list "
            "or of a generator hands over what is in it.",
        )
    if error is not None:
        yield from _raised(one, error)
    elif one.case.only_end and _is_due(one):
        return
    elif kind is asyncio.CancelledError:
        at = seconds_text(one.case.cancelled_at or 0)
        yield (
            f"was cancelled at {at} s, and returned {describe(one.result)} "
            "all the same",
            "which 'except' in there catches more than it has to?",
            "A bare 'except:' and 'except BaseException' catch the "
            "CancelledError too: name the exceptions that you expect.",
        )
    elif kind is not None and isinstance(one.result, kind):
        yield (
            f"returned {describe(one.result)}, and it should have come out",
            "what is the difference between 'return' and 'raise'?",
            "Put 'raise' in place of that 'return', or do not catch it.",
        )
    elif kind is not None:
        yield (
            f"returned {describe(one.result)}, and {kind.__name__} should "
            "have come out",
            "what keeps it from coming out?",
            "Catch no more than you can handle; a bare 'raise' passes it on.",
        )


def _raised(one: Attempt, error: BaseException) -> Iterator[Fault]:
    words = scrubbed(describe_error(error))[:LONGEST_ERROR]
    words = f"raised {words}{_place(one)}"
    if lacks_await(error):
        yield (
            words,
            "is there an 'await' missing?",
            "A call of a coroutine function makes a coroutine; 'await' runs "
            "it and gives you its result.",
        )
    if _is_right(error, one.case):
        return
    if isinstance(error, asyncio.CancelledError):
        yield (
            words,
            "what do you get from a task that was cancelled?",
            "If you await a cancelled task, or ask for its result, you get "
            "a CancelledError: catch it around that one line, or ask "
            "cancelled() first.",
        )
    if one.from_work:
        yield words, *(_ANSWERED if _is_answered_later(one) else _FROM_WORK)
    if one.case.question:
        yield words, *one.case.question
    for said, hint, more in _SAID:
        if said in words:
            yield words, hint, more
    if one.case.raises is not None and one.own_raise:
        kind = one.case.raises.__name__
        yield (
            f"{words}, and {kind} should have come out",
            "how does an exception come out as it is?",
            "Do not catch it; or pass it on with a bare 'raise' inside the "
            "'except'.",
        )
    if one.case.raises is not None:
        yield words, *_WHICH_ERROR
    yield (
        words,
        "what does the error say about that line?"
        if one.where
        else "where in the program does that come from?",
        "Run it in a cell of its own, with run(), and look at the chart.",
    )


def _is_answered_later(one: Attempt) -> bool:
    """Say whether a call that was made after every failure has returned."""
    if not one.calls or one.calls[-1].outcome is not Outcome.RETURNED:
        return False
    failed = [x.end for x in one.calls if x.outcome is Outcome.RAISED]
    return bool(failed) and max(failed) <= one.calls[-1].started


def _is_due(one: Attempt) -> bool:
    """Say whether a result is as good as the error that is asked for."""
    try:
        return bool(one.result == one.case.returns)
    except Exception:
        return False


def _is_right(error: BaseException, case: Case) -> bool:
    """Say whether this error has to come out.

    A `TaskGroup` puts it into a group, which is fine where the text does
    not say that it comes out as it is.
    """
    if case.raises is None or isinstance(error, case.raises):
        return case.raises is not None
    parts = getattr(error, "exceptions", ()) if case.only_end else ()
    return any(_is_right(part, case) for part in parts)


def _place(one: Attempt) -> str:
    return f" ({one.where})" if one.where else ""


def _unawaited(one: Attempt) -> Iterator[Fault]:
    for name in one.unawaited:
        if public_name(name) == "as_completed":
            yield (
                "what as_completed yields was not awaited",
                "is there an 'await' missing?",
                "Each turn of a loop over as_completed gives you something "
                "to await: that 'await' gives you the next result.",
            )
        yield f"called {name}() and never awaited it", *_FORGOT_AWAIT
