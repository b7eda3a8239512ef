"""Private names that are used stand in one module, and exist."""

import ast
import asyncio
import re
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import helpers
from helpers import compat

HELPERS = Path(helpers.__file__).parent
PRIVATE = re.compile(r"_[A-Za-z]\w*")
PYTHON = ".".join(map(str, sys.version_info[:2]))


def sources():
    """Return {file below helpers: its syntax tree}."""
    return {
        path.relative_to(HELPERS).as_posix(): ast.parse(path.read_bytes())
        for path in HELPERS.rglob("*.py")
    }


def defined(tree):
    """Return the private names that a module gives to things of its own."""
    names = set()
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(ast.Name("self"), name, ast.Store()):
                names.add(name)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                names.add(node.name)
            case ast.Name(name, ast.Store()):
                names.add(name)
            case ast.Assign([ast.Name("__slots__")], value):
                names |= set(PRIVATE.findall(ast.unparse(value)))
    return names


def asked_for(tree):
    """Yield (line, name) for each private attribute of something else."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and PRIVATE.fullmatch(node.attr):
            yield node.lineno, node.attr
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            if PRIVATE.fullmatch(node.value):
                yield node.lineno, node.value


@pytest.mark.parametrize(
    ("owner", "name", "use"), compat.USED, ids=lambda x: str(x)[:40]
)
def test_a_private_name_is_still_there(owner, name, use):
    assert hasattr(owner, name), (
        f"Python {PYTHON} has no {owner.__name__}.{name} any more, so this "
        f"does not work: {use}. Look for what takes its place, and mend "
        "helpers/compat.py."
    )


def test_this_python_was_tried():
    assert PYTHON in compat.TRIED, (
        f"Python {PYTHON} was not tried: run all tests on it, then add it to "
        "TRIED in helpers/compat.py"
    )


def test_a_loop_keeps_what_the_loops_of_the_course_read():
    loop = asyncio.new_event_loop()
    try:
        for name in (
            "_scheduled _ready _selector _clock_resolution _stopping "
            "_thread_id _default_executor _executor_shutdown_called"
        ).split():
            assert hasattr(loop, name), (
                f"a loop of Python {PYTHON} has no {name}: see OpenLoop in "
                "helpers/compat.py"
            )
        timer = loop.call_later(1, print)
        assert timer._scheduled is True
        assert loop._scheduled == [timer]
    finally:
        loop.close()


def test_a_task_keeps_what_is_read_of_it():
    async def main():
        task = asyncio.current_task()
        for name in "_must_cancel _log_destroy_pending _coro".split():
            assert hasattr(task, name), (
                f"a task of Python {PYTHON} has no {name}: see "
                "helpers/compat.py"
            )
        assert compat.is_to_be_cancelled() is False
        task.cancel()
        assert compat.is_to_be_cancelled() is True

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(main())


def test_where_a_task_was_made_is_kept_in_debug_mode():
    async def main():
        task = asyncio.create_task(asyncio.sleep(0))
        await task
        return compat.made_at(task)[-1].filename

    assert asyncio.run(main(), debug=True).endswith("tasks.py")


def test_a_generator_function_becomes_one_of_coroutines():
    @compat.coroutine_that_yields
    def steps(first):
        """Yield."""
        yield first
        return (yield)

    made = steps(1)  # and Python warns of nothing
    assert asyncio.iscoroutine(made)
    assert made.send(None) == 1
    made.close()
    assert (steps.__name__, steps.__doc__) == ("steps", "Yield.")


def test_a_gathering_future_is_known():
    async def main():
        future = asyncio.gather(asyncio.sleep(0))
        await future
        return compat.is_gathering(future)

    assert asyncio.run(main())


def test_a_condition_and_a_queue_keep_what_is_read_of_them():
    lock, queue = asyncio.Lock(), asyncio.PriorityQueue()
    queue.put_nowait(1)
    assert compat.lock_of(asyncio.Condition(lock)) is lock
    assert (compat.queued(queue), compat.unfinished(queue)) == (1, 1)


def test_what_as_completed_yields_has_the_name_that_hints_look_for():
    async def main():
        (turn,) = asyncio.as_completed([asyncio.sleep(0)])
        await turn
        return turn.__qualname__

    assert compat.NEXT_COMPLETED in asyncio.run(main())


def test_a_worker_of_a_pool_is_known_to_be_idle_or_at_work():
    with ThreadPoolExecutor(1) as pool:
        pool.submit(int).result()
        ident = next(iter(pool._threads)).ident
        deadline = time.monotonic() + 10
        while not compat.is_spare_worker(compat.frames()[ident]):
            assert time.monotonic() < deadline, (
                f"an idle worker of Python {PYTHON} is not recognised: see "
                "is_spare_worker in helpers/compat.py"
            )
        assert compat.is_worker(compat.frames()[ident])


def test_no_other_module_reads_a_private_name_of_somebody_else():
    trees = sources()
    ours = set().union(*map(defined, trees.values()))
    theirs = {name for _, name, _ in compat.USED} - {"run"} - ours
    found = [
        f"{file}:{line}: {name}"
        for file, tree in trees.items()
        if file != "compat.py" and not file.startswith("exercises/")
        for line, name in asked_for(tree)
        if name in theirs or (name not in ours and not name.startswith("__"))
    ]
    assert found == [], "private names belong into helpers/compat.py"
