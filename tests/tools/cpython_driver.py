"""Runs one module of CPython's own asyncio tests; prints how each ended.

    python cpython_driver.py plain|recorded|all|virtual MODULE

`recorded` attaches a recorder to every event loop that is made. `all` also
sends the tasks through it that the tests make with a class of their own.
`virtual` is `recorded`, and new event loops are on the virtual clock.
"""

from __future__ import annotations

import asyncio
import functools
import importlib
import json
import sys
import traceback
import unittest
from collections.abc import Callable
from typing import Any

from helpers.recording.attach import attach
from helpers.recording.recorder import Recorder
from helpers.recording.task_factory import TaskFactory


class Outcomes(unittest.TestResult):
    """Notes one word for each test; subtests count with their test."""

    def __init__(self) -> None:
        super().__init__()
        self.words: dict[str, str] = {}

    def startTest(self, test: unittest.TestCase) -> None:
        super().startTest(test)
        self.words[test.id()] = "passed"

    def note(
        self, test: unittest.TestCase, word: str, error: Any = None
    ) -> None:
        name = getattr(test, "test_case", test).id()
        self.words[name] = word
        if error:
            trace = "".join(traceback.format_exception(*error))
            print(name, trace, file=sys.stderr)

    def addError(self, test: unittest.TestCase, err: Any) -> None:
        self.note(test, "failed", err)

    def addFailure(self, test: unittest.TestCase, err: Any) -> None:
        self.note(test, "failed", err)

    def addSubTest(
        self, test: unittest.TestCase, subtest: unittest.TestCase, err: Any
    ) -> None:
        if err:
            self.note(test, "failed", err)

    def addSkip(self, test: unittest.TestCase, reason: str) -> None:
        self.note(test, "skipped")

    def addExpectedFailure(self, test: unittest.TestCase, err: Any) -> None:
        self.note(test, "expected failure")

    def addUnexpectedSuccess(self, test: unittest.TestCase) -> None:
        self.note(test, "unexpected success")


def record_all_loops() -> None:
    """Attach a recorder to every event loop that is made from here on."""
    from helpers.clocks.virtual import VirtualLoop

    def attaching(initialise: Callable[..., None], wanted: bool) -> Any:
        @functools.wraps(initialise)
        def init_and_attach(self: Any, *args: Any, **options: Any) -> None:
            initialise(self, *args, **options)
            if isinstance(self, VirtualLoop) is wanted:
                attach(Recorder(), self)

        return init_and_attach

    patched: Any
    for patched in (asyncio.BaseEventLoop, VirtualLoop):
        wanted = patched is VirtualLoop
        patched.__init__ = attaching(patched.__init__, wanted)


def go_virtual() -> None:
    """Make the loops virtual that a test does not choose itself."""
    from helpers.clocks.virtual import VirtualLoop

    policy: Any = type(asyncio.get_event_loop_policy())
    policy._loop_factory = VirtualLoop
    patched: Any = asyncio
    patched.EventLoop = VirtualLoop


def record_direct_tasks(module: Any) -> None:
    """Send `self.new_task(...)` through the recorder, in each test class.

    The tests of tasks make theirs so, and not by the loop's task factory.
    """
    plain = module.BaseTaskTests.new_task
    busy: list[bool] = []

    def new_task(
        self: Any,
        loop: Any,
        coro: Any,
        name: str = "TestTask",
        context: Any = None,
        **more: Any,
    ) -> Any:
        own = getattr(loop, "_task_factory", None)
        if busy or not isinstance(own, TaskFactory):
            return plain(self, loop, coro, name, context, **more)
        before = own.inner
        own.inner = functools.partial(plain, self)
        if self.Task is asyncio.Task:
            own.inner = None
        busy.append(True)
        try:
            return own(loop, coro, name=name, context=context, **more)
        finally:
            busy.pop()
            own.inner = before

    module.BaseTaskTests.new_task = new_task


def main(mode: str, name: str) -> None:
    if mode == "virtual":
        go_virtual()
    if mode != "plain":
        record_all_loops()
    module = importlib.import_module(f"test.test_asyncio.{name}")
    if mode == "all" and name == "test_tasks":
        record_direct_tasks(module)
    outcomes = Outcomes()
    suite = unittest.defaultTestLoader.loadTestsFromModule(module)
    suite.run(outcomes)
    print(json.dumps(outcomes.words))


if __name__ == "__main__":
    main(*sys.argv[1:])
