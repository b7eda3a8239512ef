"""Runs a program as Python would, for `python -m helpers`.

It is a script, as in `python script.py`, or a module, as in `python -m
module`. It is the module `__main__`, has its own `sys.argv` and finds its
neighbours through `sys.path`. How it ends is returned, not raised: with
the exit status that it would have had.
"""

from __future__ import annotations

import contextlib
import importlib.util
import io
import os
import sys
import traceback
import types
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.machinery import ModuleSpec, SourceFileLoader
from types import CodeType, TracebackType
from typing import Any, NoReturn

from helpers.compat import wait_for_threads

__all__ = [
    *("INTERRUPTED", "Program", "Unusable"),
    *("load", "load_module", "run_as_main"),
]

INTERRUPTED = 130  # the status of a script that Ctrl-C has ended


class Unusable(Exception):
    """What was asked for cannot be done; the message says why."""


@dataclass(frozen=True)
class Program:
    """What is to be run: `name` is for people, `spec` for a module alone.

    `path` is what it finds in `sys.argv[0]`.
    """

    name: str
    path: str
    code: CodeType
    spec: ModuleSpec | None = None

    @property
    def facts(self) -> dict[str, Any]:
        """What the module `__main__` knows of itself."""
        file = os.path.abspath(self.path)
        if self.spec is None:
            loader = SourceFileLoader("__main__", file)
            return {"__file__": file, "__loader__": loader}
        return {
            "__file__": self.spec.origin,
            "__cached__": self.spec.cached,
            "__loader__": self.spec.loader,
            "__package__": self.spec.parent,
            "__spec__": self.spec,
        }


def load(path: str) -> Program:
    """Return the compiled script, named by its absolute path.

    Raises `Unusable` where there is none, or where it is not Python.
    """
    if os.path.isdir(path):
        raise Unusable(f"{path} is a folder, not a script")
    name = os.path.abspath(path)
    try:
        with io.open_code(name) as file:
            source = file.read()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise Unusable(f"cannot read {path}: {reason}") from None
    with _python(path):
        code = compile(source, name, "exec", dont_inherit=True)
    return Program(path, path, code)


def load_module(name: str) -> Program:
    """Return the code of a module, or of a package's `__main__`.

    Raises `Unusable` where there is none. The packages that it is in are
    imported, as `python -m` does.
    """
    spec = _found(name)
    if spec is not None and spec.submodule_search_locations is not None:
        spec = _found(f"{name}.__main__")
        if spec is None:
            raise Unusable(
                f"{name} is a package and has no module __main__, so there "
                "is nothing to run"
            )
    if spec is None:
        hint = ": to run a file, leave out -m" if name.endswith(".py") else ""
        raise Unusable(f"there is no module named {name}{hint}")
    loader: Any = spec.loader
    with _python(name):
        code = getattr(loader, "get_code", lambda name: None)(spec.name)
    if code is None:
        raise Unusable(f"{name} is not written in Python")
    return Program(name, spec.origin or name, code, spec)


def _found(name: str) -> ModuleSpec | None:
    """Find a module; import the packages that it is in."""
    try:
        return importlib.util.find_spec(name)
    except ModuleNotFoundError as error:
        if error.name and f"{name}.".startswith(f"{error.name}."):
            return None
        failed: BaseException = error
    except ValueError:  # it is there, and was made by hand
        return None
    except Exception as error:
        failed = error
    traceback.print_exception(failed)
    raise Unusable(f"cannot run {name}: its package cannot be imported")


@contextlib.contextmanager
def _python(name: str) -> Iterator[None]:
    """Say of what is compiled here that it is not Python."""
    try:
        yield
    except SyntaxError as error:
        where = f"line {error.lineno}: " if error.lineno else ""
        raise Unusable(f"{name} is not Python: {where}{error.msg}") from None
    except ValueError as error:
        raise Unusable(f"{name} is not Python: {error}") from None


def run_as_main(
    program: Program,
    arguments: Sequence[str],
    before_exit: Callable[[int], int],
) -> int:
    """Run a program as `__main__`; return its exit status.

    An exception that it does not catch is shown as Python does, and its
    threads are waited for, unless they are daemons.
    `before_exit` is called where the script ends this process at once, by
    `os._exit`, with the status; it returns the one to end with.
    """
    with contextlib.ExitStack() as stack:
        stack.enter_context(_main_module(program))
        stack.enter_context(_as_command(program, arguments))
        stack.enter_context(_no_sudden_end(before_exit))
        status = _run(program.code)
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
    """Wait for the script's threads; Ctrl-C ends that, as in Python.

    Python tells of it when it ends.
    """
    try:
        wait_for_threads()
    except BaseException as error:
        error.__traceback__ = _outside(error)


@contextlib.contextmanager
def _main_module(program: Program) -> Iterator[None]:
    own = sys.modules["__main__"]
    module: Any = types.ModuleType("__main__")
    module.__builtins__ = __builtins__
    vars(module).update(program.facts)
    sys.modules["__main__"] = module
    try:
        yield
    finally:
        sys.modules["__main__"] = own
        _kept.append(module)  # as long as the script's threads may need it


_kept: list[Any] = []


@contextlib.contextmanager
def _as_command(program: Program, arguments: Sequence[str]) -> Iterator[None]:
    """Set `sys.argv`, and for a script `sys.path[0]`.

    A module finds its neighbours in the current folder, as we do.
    """
    argv, search = sys.argv, sys.path
    sys.argv = [program.path, *arguments]
    sys.path = search[:]
    if program.spec is None and not sys.flags.safe_path:
        sys.path[0] = os.path.dirname(os.path.realpath(program.path))
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
