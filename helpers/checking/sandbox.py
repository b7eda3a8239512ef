"""Where a learner's program runs, so that the kernel stays whole.

The program runs in the kernel's own process and thread: it is made of what
the notebook defined, and that cannot be sent elsewhere. So, for as long as
a run lasts and no longer,

- `exit()`, `os._exit` and their kin raise instead of ending the process;
- `time.sleep` charges the virtual clock, so that blocking costs no time,
  and `time.time`, `monotonic` and `perf_counter` read it;
- stdout and stderr go into a `Paper` of limited size;
- what the program replaced in asyncio, time, os or builtins is put back.

All of it goes onto one stack, to be undone from the top. What the program
leaves behind, such as tasks that refuse to be cancelled, is ended too: it
would make itself heard in the middle of somebody else's cell. This is a
fence for learners, not a jail for attackers.
"""

from __future__ import annotations

import asyncio
import builtins
import functools
import gc
import inspect
import io
import logging
import os
import signal
import subprocess
import sys
import threading
import time
import traceback
import types
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any, NoReturn

from helpers.checking.alarm import Alarm, end_threads
from helpers.checking.check_loop import CheckLoop
from helpers.checking.stop_reasons import Stop, Stopped, StopReason
from helpers.clocks.nested_loop import aside
from helpers.compat import unawaited_hook

__all__ = [
    "REFUSED",
    "close",
    "coroutines_in",
    "end_tasks",
    "forget",
    "mend_asyncio",
    "sandbox",
]

MOST_PRINTED = 100_000  # characters of output that are kept
MOST_NAMES = 100  # of coroutines that were never awaited
CLEAN_UP_SECONDS = 0.2  # real; while what is left over is cancelled

REFUSED = (
    (StopReason.ENDS_KERNEL, builtins, "exit quit"),
    (StopReason.ENDS_KERNEL, sys, "exit"),
    (StopReason.ENDS_KERNEL, os, "_exit abort fork forkpty kill killpg"),
    (StopReason.ENDS_KERNEL, os, "execl execle execlp execlpe"),
    (StopReason.ENDS_KERNEL, os, "execv execve execvp execvpe"),
    (StopReason.STARTS_PROGRAM, os, "system popen posix_spawn startfile"),
    (StopReason.STARTS_PROGRAM, subprocess, "Popen run call check_call"),
    (StopReason.STARTS_PROGRAM, subprocess, "check_output getoutput"),
    (StopReason.ASKS_SOMEBODY, builtins, "input"),
    (StopReason.TAKES_SIGNALS, signal, "alarm pthread_kill raise_signal"),
    (StopReason.TAKES_SIGNALS, signal, "setitimer signal"),
)
_PARTS = "base_events events futures locks queues runners taskgroups tasks"
_ASYNCIO = [getattr(asyncio, x) for x in f"{_PARTS} threads timeouts".split()]
_WATCHED = (asyncio, *_ASYNCIO, time, os, builtins, signal)
_GONE = object()
_set_depth = sys.setrecursionlimit  # a program may replace it


class Paper(io.TextIOBase):
    """What a program printed, with the time of each line, up to a limit."""

    encoding = "utf-8"

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._rest = ""
        self._lines: list[tuple[float, str]] = []
        self.characters = 0

    def write(self, text: str) -> int:
        """Keep a text, if there is room for it."""
        if not isinstance(text, str):
            raise TypeError(f"write() needs a str, got {type(text).__name__}")
        self.characters += len(text)
        if self.characters <= MOST_PRINTED:
            *whole, self._rest = (self._rest + text).split("\n")
            self._lines += [(round(self._now(), 6), line) for line in whole]
        return len(text)

    def lines(self) -> tuple[tuple[float, str], ...]:
        """Return the lines, the last one also without its end."""
        rest = [(round(self._now(), 6), self._rest)] if self._rest else []
        return (*self._lines, *rest)


@contextmanager
def sandbox(loop: CheckLoop, function: Any) -> Iterator[Sandbox]:
    """Put stand-ins up for the length of a block, and take them away.

    Names in the namespace of the learner's `function` that mean
    `time.sleep` or `exit` get stand-ins as well.
    """
    threads = set(threading.enumerate())
    box = Sandbox(loop, threads)
    with ExitStack() as undo:
        undo.enter_context(aside())
        _keep_quiet(undo)
        box.put_up(undo, _namespace(function))
        _keep_process(undo)
        box.watch()
        undo.callback(box.put_back)
        undo.callback(end_threads, threads)
        yield box


class Sandbox:
    """What a program does in there that it should not.

    `paper` is what it prints, `margin` what goes to stderr, where no
    exercise looks, and `unawaited` the names of coroutines that it made
    and never awaited.
    """

    def __init__(self, loop: CheckLoop, threads: set[Any]) -> None:
        self.paper = Paper(loop.elapsed)
        self.margin = Paper(loop.elapsed)
        self.unawaited: list[str] = []
        self._stops: list[Stop] = []
        self._loop = loop
        self._threads = threads

    def put_up(self, undo: ExitStack, names: dict[str, Any]) -> None:
        """Put stand-ins up, for the program's own `names` too."""
        replaced = {}
        for owner, name, value in self._stand_ins():
            if hasattr(owner, name):
                known = getattr(owner, name)
                replaced[id(known)] = value
                undo.callback(setattr, owner, name, known)
                home = getattr(owner, "__name__", "")
                called = f"{home}.{name}".removeprefix("builtins.")
                setattr(owner, name, self._stand_in(value, called))
        for name, known in list(names.items()):
            if known is not None and id(known) in replaced:
                undo.callback(names.__setitem__, name, known)
                names[name] = self._stand_in(replaced[id(known)], name)

    def _stand_ins(self) -> Iterator[tuple[Any, str, Any]]:
        """Yield an owner, a name in it, and what stands in for its value.

        Of what is refused that is the reason.
        """
        for reason, owner, names in REFUSED:
            for name in names.split():
                yield owner, name, reason
        yield time, "sleep", self._loop.sleep
        for name in ("monotonic", "perf_counter", "time"):
            plain = getattr(time, name)
            yield time, name, functools.partial(self._loop.clock, plain)
        new_loop = functools.partial(self._new_loop, asyncio.new_event_loop)
        for owner in (asyncio, asyncio.events):
            yield owner, "new_event_loop", new_loop
        yield *unawaited_hook, self._note
        for name in ("stdout", "__stdout__"):
            yield sys, name, self.paper
        for name in ("stderr", "__stderr__"):
            yield sys, name, self.margin
        yield os, "write", functools.partial(self._write, os.write)
        yield sys, "unraisablehook", lambda *args: None
        yield threading, "excepthook", lambda *args: None
        ipython: Any = sys.modules.get("IPython")
        if shell := ipython and ipython.get_ipython():
            silent = ipython.core.displaypub.CapturingDisplayPublisher
            yield shell, "display_pub", silent()
            # It has an `exit` of its own among the program's names.
            own = types.SimpleNamespace(exit=shell.exiter)
            yield own, "exit", StopReason.ENDS_KERNEL

    def _stand_in(self, value: Any, called: str) -> Any:
        if not isinstance(value, StopReason):
            return value

        def refuse(*args: Any, **options: Any) -> NoReturn:
            self._stop(value, f"called {called}()")

        return refuse

    def _write(self, plain: Callable[..., int], file: int, data: Any) -> int:
        """Stand in for `os.write`: what goes to the screen goes on paper."""
        if file not in (1, 2):
            return plain(file, data)
        text = bytes(data).decode("utf-8", "replace")
        (self.paper if file == 1 else self.margin).write(text)
        return len(bytes(data))

    def _new_loop(self, plain: Callable[[], Any]) -> Any:
        """Make an event loop, but not in a thread that the program started."""
        if threading.current_thread() not in self._threads:
            self._stop(StopReason.SECOND_LOOP)
        return plain()

    def _stop(self, reason: StopReason, what: str = "") -> NoReturn:
        """Note what was tried, and end the program that tried it."""
        self._stops.append(Stop(reason, what))
        raise Stopped(self._stops[0])

    def _note(self, coroutine: Any) -> None:
        """Note a coroutine that was never awaited, unless it is older."""
        if coroutine.cr_origin and len(self.unawaited) < MOST_NAMES:
            name = coroutine.__qualname__.rpartition("<locals>.")[2]
            self.unawaited.append(name)

    def why_stopped(self, other: Stop | None) -> Stop | None:
        """Return why the run ended; what it did to the kernel comes first."""
        if self._stops:
            return self._stops[0]
        printed_in_all = self.paper.characters + self.margin.characters
        if other is None and printed_in_all > MOST_PRINTED:
            printed = f"{printed_in_all:,} characters"
            return Stop(StopReason.PRINTS_TOO_MUCH, printed)
        return other

    def watch(self) -> None:
        """Note how the modules are that a program must leave alone."""
        self._before = [(each, dict(vars(each))) for each in _WATCHED]

    def put_back(self) -> None:
        """Put back what the program has replaced in modules."""
        for name in _put_back(self._before):
            self._stops.append(Stop(StopReason.REPLACES, name))

    def __enter__(self) -> None:
        self._depth = sys.getrecursionlimit()

    def __exit__(self, *error: object) -> None:
        """Put things back as soon as a block ends: we need them ourselves."""
        _set_depth(self._depth)
        self.put_back()


def _namespace(function: Any) -> dict[str, Any]:
    while isinstance(function, functools.partial):
        function = function.func
    space = getattr(inspect.unwrap(function), "__globals__", {})
    return space if isinstance(space, dict) else {}


def _keep_process(undo: ExitStack) -> None:
    """Put back the working directory, the environment and log handlers."""
    with suppress(OSError):  # the directory may be gone
        undo.callback(_go_back, os.getcwd())
    undo.callback(_put_back_environment, dict(os.environ))
    root = logging.getLogger()
    undo.callback(root.setLevel, root.level)
    undo.callback(setattr, root, "handlers", [*root.handlers])


def _go_back(folder: str) -> None:
    with suppress(OSError):
        if os.getcwd() == folder:
            return
    with suppress(OSError):
        os.chdir(folder)


def _put_back_environment(before: dict[str, str]) -> None:
    if dict(os.environ) != before:
        os.environ.clear()
        os.environ.update(before)


def _keep_quiet(undo: ExitStack) -> None:
    """Show no warnings; collect no garbage until the end.

    All of it is young then, is found without a search through everything
    that there is, and cannot disturb what comes after. Coroutines that are
    made from now on are marked: what is older is not the program's.
    """
    undo.enter_context(warnings.catch_warnings(action="ignore"))
    track = sys.set_coroutine_origin_tracking_depth
    undo.callback(track, sys.get_coroutine_origin_tracking_depth())
    track(1)
    if gc.isenabled():
        undo.callback(gc.enable)
        gc.disable()


def mend_asyncio() -> list[str]:
    """Put back what a notebook replaced in asyncio; return the names.

    A patch by nest-asyncio, which a notebook of the course shows, stays.
    """
    true = {}
    for part in _ASYNCIO:
        for name in part.__all__:
            home = getattr(vars(asyncio).get(name), "__module__", "")
            if not str(home).startswith("nest_asyncio"):
                true[name] = getattr(part, name)
    return _put_back([(asyncio, true)])


def _put_back(before: list[tuple[Any, dict[str, Any]]]) -> list[str]:
    """Set the variables of modules that differ; return their names.

    What was None, as the policy of event loops is until somebody asks for
    it, may have become something of asyncio's own.
    """
    replaced = []
    for module, variables in before:  # `len` and all others may be gone here
        now = module.__dict__
        for name, value in variables.items():
            new = now.get(name, _GONE)
            if new is not value:
                now[name] = value
                replaced.append((module, name, value, new))
    found = []
    for module, name, value, new in replaced:
        if value is None and type(new).__module__.startswith("asyncio"):
            setattr(module, name, new)
        else:
            found.append(f"{module.__name__}.{name}")
    return found


def end_tasks(loop: CheckLoop) -> None:
    """Cancel the tasks of a loop; close those that refuse to end."""
    loop.set_task_factory(None)
    left = asyncio.all_tasks(loop)
    with suppress(BaseException), Alarm(CLEAN_UP_SECONDS):
        for task in left:
            task.cancel()
        loop.run_until_complete(_until_gone(loop, left))
    for task in asyncio.all_tasks(loop):
        with suppress(BaseException), Alarm(CLEAN_UP_SECONDS):
            task.get_coro().close()


async def _until_gone(loop: CheckLoop, tasks: set[Any]) -> None:
    while tasks:
        _, tasks = await asyncio.wait(tasks, timeout=1)
    await loop.shutdown_asyncgens()


def forget(error: BaseException | None, depth: int = 5) -> None:
    """Let go of the frames that an error holds, and of what is in them."""
    if error is None or not depth:
        return
    traceback.clear_frames(error.__traceback__)
    error.__traceback__ = None
    close([*error.args, getattr(error, "obj", None)])
    parts = getattr(error, "exceptions", ())
    for each in (error.__context__, error.__cause__, *parts[:100]):
        forget(each, depth - 1)


def close(value: Any) -> None:
    """Close the coroutines that nobody is going to await."""
    for found in coroutines_in(value):
        with suppress(BaseException):
            found.close()


def coroutines_in(value: Any, depth: int = 3) -> Iterator[Any]:
    """Yield the coroutines in a result: itself, or in its containers."""
    if inspect.iscoroutine(value):
        yield value
    if depth and isinstance(value, (list, tuple, set, frozenset, dict)):
        inner = value.values() if isinstance(value, dict) else value
        for each in list(inner)[:1000]:
            yield from coroutines_in(each, depth - 1)
