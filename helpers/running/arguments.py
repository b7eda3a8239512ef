"""The sentences that somebody gets who hands `run` what it cannot run.

Each says what was wanted, what was got instead, and what to write. They
are checked before anything runs, so that a wrong call has no effect.
"""

from __future__ import annotations

import asyncio
import inspect
from typing import Any

from helpers.clocks.deadlock import WatchfulLoop
from helpers.compat import running_loop

__all__ = ["check_expected", "check_main", "check_prediction", "close_unused"]


def check_main(main: Any) -> None:
    """Refuse what is no coroutine, or cannot be run here and now."""
    __tracebackhide__ = True
    if not asyncio.iscoroutine(main) or inspect.isgenerator(main):
        close_unused(main)
        raise TypeError(f"run() needs a coroutine, got {_not_that(main)}")
    name = getattr(main, "__name__", "main")
    if isinstance(running_loop(), WatchfulLoop):
        close_unused(main)
        raise RuntimeError(
            "run() was called inside a coroutine that run() is running: an "
            f"event loop runs here already. Write 'await {name}()' instead."
        )
    if inspect.iscoroutine(main) and (
        inspect.getcoroutinestate(main) != inspect.CORO_CREATED
    ):
        raise RuntimeError(
            f"this {name}() coroutine ran before, and a coroutine runs once: "
            f"call {name}() again to get a fresh one"
        )


def check_expected(expect: Any) -> None:
    """Refuse an `expect` that is neither an exception class nor several."""
    __tracebackhide__ = True
    kinds = expect if isinstance(expect, tuple) else (expect,)
    for kind in kinds:
        if not (isinstance(kind, type) and issubclass(kind, BaseException)):
            raise TypeError(
                "expect must be a class of exceptions, such as ValueError, "
                f"got {kind!r}"
            )


def check_prediction(prediction: Any) -> None:
    """Refuse a `prediction` that `predict()` did not make."""
    __tracebackhide__ = True
    if prediction is not None and not hasattr(prediction, "against"):
        raise TypeError(
            "prediction must be what predict() returned, got "
            f"{type(prediction).__name__}: write guess = predict(...) first"
        )


def close_unused(main: Any) -> None:
    """Close coroutines that will never run: one complaint is enough."""
    for each in main if isinstance(main, (list, tuple, set)) else (main,):
        if inspect.iscoroutine(each) and (
            inspect.getcoroutinestate(each) == inspect.CORO_CREATED
        ):
            each.close()


def _not_that(main: Any) -> str:
    """Say what `main` is instead of a coroutine, and what to write."""
    name = getattr(main, "__name__", "main")
    kind = type(main).__name__
    if inspect.iscoroutinefunction(main):
        return (
            f"the function {name}: did you forget to call it? "
            f"Write run({name}())."
        )
    if inspect.isasyncgen(main) or inspect.isasyncgenfunction(main):
        return (
            "an async generator: iterate over it with 'async for' in a "
            "coroutine, and run that."
        )
    if inspect.isgenerator(main):
        return (
            "a generator: write 'async def' and 'await' where older programs "
            "have 'yield from'."
        )
    if isinstance(main, asyncio.Future):
        return (
            f"a {kind}, which belongs to the loop it was made on: await it "
            "there."
        )
    if inspect.isawaitable(main):
        return (
            f"a {kind}: write 'async def main(): return await ...' around it."
        )
    return _nothing_like_it(main, name, kind)


def _nothing_like_it(main: Any, name: str, kind: str) -> str:
    if inspect.isroutine(main):
        return (
            f"the function {name}, which is not a coroutine function: is "
            "'async' missing in front of its 'def'?"
        )
    if isinstance(main, (list, tuple, set)):
        return (
            f"a {kind}: write one coroutine that awaits all of them, and run "
            "that."
        )
    what = "None" if main is None else f"a value of type {kind}"
    return f"{what}: if a function returned it, is that missing 'async def'?"
