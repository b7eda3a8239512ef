"""Runs a script as `python script.py` would, for `python -m helpers`.

The script is the module `__main__`, has its own `sys.argv` and finds its
neighbours through `sys.path`. How it ends is returned, not raised: with
the exit status that it would have had.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
import threading
import traceback
import types
from collections.abc import Callable, Iterator, Sequence
from importlib.machinery import SourceFileLoader
from types import CodeType, TracebackType
from typing import Any, NoReturn

from helpers.compat import wait_for_threads

__all__ = ["INTERRUPTED", "Unusable", "load", "run_as_main"]

INTERRUPTED = 130  # the status of a script that Ctrl-C has ended


class Unusable(Exception):
    """What was asked for cannot be done; the message says why."""


def load(path: str) -> CodeType:
    """Return the compiled script, named by its absolute path.

    Raises `Unusable` where there is none, or where it is not Python.
    """
    if os.path.isdir(path):
        raise Unusable(f"{path} is a folder, not a script")
    try:
        with io.open_code(os.path.abspath(path)) as file:
            source = file.read()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise Unusable(f"cannot read {path}: {reason}") from None
    try:
        name = os.path.abspath(path)
        return compile(source, name, "exec", dont_inherit=True)
    except SyntaxError as error:
        where = f"line {error.lineno}: " if error.lineno else ""
        raise Unusable(f"{path} is not Python: {where}{error.msg}") from None
    except ValueError as error:
        raise Unusable(f"{path} is not Python: {error}") from None


def run_as_main(
    code: CodeType,
    path: str,
    arguments: Sequence[str],
    before_exit: Callable[[int], int],
) -> int:
    """Run a script as `__main__`; return its exit status.

    An exception that it does not catch is shown as Python does, and its
    threads are waited for, unless they are daemons.
    `before_exit` is called where the script ends this process at once, by
    `os._exit`, with the status; it returns the one to end with.
    """
    with contextlib.ExitStack() as stack:
        stack.enter_context(_main_module(path))
        stack.enter_context(_as_command(path, arguments))
        stack.enter_context(_no_sudden_end(before_exit))
        status = _run(code)
        _let_threads_end()
    return status


def _run(code: CodeType) -> int:
    try:
        exec(code, sys.modules["__main__"].__dict__)
    except SystemExit as error:
        return _exit_status(error)
    except BaseException as error:
        return _show(error)
    return 0


def _let_threads_end() -> None:
    """Wait for the script's threads; Ctrl-C ends that, as in Python."""
    try:
        wait_for_threads()
    except BaseException as error:
        error.__traceback__ = _outside(error)
        print(f"Exception ignored in: {threading!r}", file=sys.stderr)
        traceback.print_exception(error)


@contextlib.contextmanager
def _main_module(path: str) -> Iterator[None]:
    own = sys.modules["__main__"]
    module: Any = types.ModuleType("__main__")
    module.__file__ = os.path.abspath(path)
    module.__builtins__ = __builtins__
    module.__loader__ = SourceFileLoader("__main__", module.__file__)
    sys.modules["__main__"] = module
    try:
        yield
    finally:
        sys.modules["__main__"] = own
        _kept.append(module)  # as long as the script's threads may need it


_kept: list[Any] = []


@contextlib.contextmanager
def _as_command(path: str, arguments: Sequence[str]) -> Iterator[None]:
    """Set `sys.argv` and `sys.path[0]` for the script."""
    argv, search = sys.argv, sys.path
    sys.argv = [path, *arguments]
    sys.path = search[:]
    if not sys.flags.safe_path:
        sys.path[0] = os.path.dirname(os.path.realpath(path))
    try:
        yield
    finally:
        sys.argv, sys.path = argv, search


@contextlib.contextmanager
def _no_sudden_end(before_exit: Callable[[int], int]) -> Iterator[None]:
    """Do what is left to do before `os._exit`, but not in a child."""
    plain, process = os._exit, os.getpid()

    def _exit(status: int) -> NoReturn:
        if os.getpid() == process:
            status = before_exit(status)
        plain(status)

    namespace: Any = os
    namespace._exit = _exit
    try:
        yield
    finally:
        namespace._exit = plain


def _exit_status(error: SystemExit) -> int:
    if error.code is None:
        return 0
    if isinstance(error.code, int):
        return error.code & 0xFF
    print(error.code, file=sys.stderr)
    return 1


def _show(error: BaseException) -> int:
    """Print a traceback that begins in the script; return the status."""
    error.__traceback__ = trace = _outside(error)
    sys.excepthook(type(error), error, trace)
    return INTERRUPTED if isinstance(error, KeyboardInterrupt) else 1


def _outside(error: BaseException) -> TracebackType | None:
    """Return the traceback of an exception from the script on."""
    trace = error.__traceback__
    while trace and trace.tb_frame.f_code.co_filename in _OWN:
        trace = trace.tb_next
    return trace


_OWN = (__file__, wait_for_threads.__code__.co_filename)
