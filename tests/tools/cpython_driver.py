"""Runs one module of CPython's own asyncio tests; prints how each ended.

    python cpython_driver.py plain|recorded|all|virtual MODULE

`recorded` attaches a recorder to every event loop that is made. `all` also
sends the tasks through it that the tests make with a class of their own.
`virtual` is `recorded`, and new event loops are on the virtual clock.
"""

import asyncio
import functools
import importlib
import json
import sys
import unittest

from helpers.recording.attach import attach
from helpers.recording.recorder import Recorder
from helpers.recording.task_factory import TaskFactory


class Outcomes(unittest.TestResult):
    """Notes one word for each test; subtests count with their test."""

    def __init__(self):
        super().__init__()
        self.words = {}

    def startTest(self, test):
        super().startTest(test)
        self.words[test.id()] = "passed"

    def note(self, test, word, error=None):
        name = (
            test.id()
            if not hasattr(test, "test_case")
            else (test.test_case.id())
        )
        self.words[name] = word
        if error:
            print(name, self._exc_info_to_string(error, test), file=sys.stderr)

    def addError(self, test, err):
        self.note(test, "failed", err)

    def addFailure(self, test, err):
        self.note(test, "failed", err)

    def addSubTest(self, test, subtest, err):
        if err:
            self.note(test, "failed", err)

    def addSkip(self, test, reason):
        self.note(test, "skipped")

    def addExpectedFailure(self, test, err):
        self.note(test, "expected failure")

    def addUnexpectedSuccess(self, test):
        self.note(test, "unexpected success")


def record_all_loops():
    """Attach a recorder to every event loop that is made from here on."""
    from helpers.clocks.virtual import VirtualLoop

    def attaching(initialise, wanted):
        @functools.wraps(initialise)
        def init_and_attach(self, *args, **options):
            initialise(self, *args, **options)
            if isinstance(self, VirtualLoop) is wanted:
                attach(Recorder(), self)

        return init_and_attach

    base = asyncio.BaseEventLoop
    base.__init__ = attaching(base.__init__, False)
    VirtualLoop.__init__ = attaching(VirtualLoop.__init__, True)


def go_virtual():
    """Make the loops virtual that a test does not choose itself."""
    from helpers.clocks.virtual import VirtualLoop

    type(asyncio.get_event_loop_policy())._loop_factory = VirtualLoop
    asyncio.EventLoop = VirtualLoop


def record_direct_tasks(module):
    """Send `self.new_task(...)` through the recorder, in each test class.

    The tests of tasks make theirs so, and not by the loop's task factory.
    """
    plain = module.BaseTaskTests.new_task
    busy = []

    def new_task(self, loop, coro, name="TestTask", context=None, **more):
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


def main(mode, name):
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
