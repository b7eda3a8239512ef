"""CPython's own asyncio tests pass with the recorder attached.

They come with the interpreter, but some installations leave them out.
Each module runs four times, in a process of its own: plain, with every
loop recorded, with the tasks recorded as well that the tests make without
their loop, and on the virtual clock.
"""

import functools
import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

DRIVER = Path(__file__).with_name("tools") / "cpython_driver.py"
MODULES = [
    "test_tasks",
    "test_futures",
    "test_taskgroups",
    "test_timeouts",
    "test_locks",
    "test_queues",
    "test_runners",
    "test_eager_task_factory",
]
MODES = ("plain", "recorded", "all", "virtual")

# What passes plain and fails with the recorder: (modes, test, classes, why).
EXCEPTIONS = [
    (
        "all",
        "test_get_coro",
        "CTaskSubclass_PyFuture_Tests CTask_CFuture_SubclassTests "
        "PyTask_CFutureSubclass_Tests PyTask_CFuture_Tests "
        "PyTask_PyFuture_SubclassTests PyTask_PyFuture_Tests",
        "asks for the very coroutine; a task of another factory's class is "
        "made of a stand-in that looks like it",
    ),
    (
        "all",
        "test_task_source_traceback",
        "PyTask_CFuture_Tests PyTask_PyFuture_Tests",
        "counts frames from the end, and one of the driver's is among them",
    ),
    (
        "virtual",
        "test_loop_factory_default_event_loop",
        "RunTests",
        "asks for the concrete class of the default event loop",
    ),
]
FROM_3_14 = [
    (
        "recorded virtual",
        "test_exception_refcycles_propagate_cancellation_error",
        "TestEagerTaskTaskGroup TestTaskGroup",
        "counts who refers to an exception in the very step into which it "
        "was thrown: the recorder's generator does, visibly since 3.14, "
        "until that step is over; asyncio's task does too, but in C",
    ),
]
if sys.version_info >= (3, 14):
    EXCEPTIONS += FROM_3_14
REASONS = {
    (mode, kind, test): reason
    for modes, test, kinds, reason in EXCEPTIONS
    for mode in modes.split()
    for kind in kinds.split()
}


@functools.cache
def running(module):
    """Start one module in all modes at once: mostly, they wait."""
    modes = MODES if module == "test_tasks" else ("plain", *MODES[1::2])
    return {
        mode: subprocess.Popen(
            [sys.executable, DRIVER, mode, module],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for mode in modes
    }


@functools.cache
def outcomes(mode, module):
    """Run one module; return how each of its tests ended."""
    spec = importlib.util.find_spec("test")
    if not any(
        Path(folder, "test_asyncio", f"{module}.py").exists()
        for folder in (spec and spec.submodule_search_locations) or ()
    ):
        pytest.skip(f"this Python comes without test.test_asyncio.{module}")
    process = running(module)[mode]
    printed, complaints = process.communicate(timeout=150)
    assert process.returncode == 0, complaints[-2000:]
    return json.loads(printed.splitlines()[-1])


def key(mode, test):
    kind, name = test.split(".")[-2:]
    return mode, kind, name


@pytest.mark.parametrize(
    "module",
    [
        *(pytest.param(x, marks=pytest.mark.length) for x in MODULES[:3]),
        *MODULES[3:],
    ],
)
@pytest.mark.parametrize("mode", ["recorded", "virtual"])
def test_what_passes_plain_passes_with_the_recorder(mode, module):
    check(mode, module)


@pytest.mark.length
def test_what_passes_plain_passes_with_every_task_recorded():
    check("all", "test_tasks")


def check(mode, module):
    plain = outcomes("plain", module)
    recorded = outcomes(mode, module)
    changed = {
        key(mode, test)
        for test, word in plain.items()
        if recorded.get(test) != word
    }
    known = {key(mode, test) for test in plain} & REASONS.keys()
    assert changed - known == set()
    assert known - changed == set()  # no exception that is none any more
    assert len(plain) > 10


def test_every_exception_has_a_reason():
    assert all(len(reason) > 20 for reason in REASONS.values())
