"""Texts for what a program handles: calls, values, and what an await waits on.

A coroutine is shown as the call that made it, `b('b1')`, read off its own
arguments. A value's text is bounded in length and in the work that it
takes, and the same in every process: sets are sorted, and no address is
shown. What a suspended task waits on is found by following the chain of
`await`s down to the future at its end. Only attributes that Python
documents are read (`cr_await`, `gi_yieldfrom`, `ag_await`, `cr_frame`);
nothing is changed and nothing is kept alive.
"""

from __future__ import annotations

import asyncio
import gc
import itertools
import linecache
import os
import re
import reprlib
import site
import sysconfig
import types
from collections.abc import Iterator
from typing import Any

from helpers.compat import is_gathering

__all__ = [
    "awaits_below",
    "call_label",
    "describe",
    "describe_error",
    "is_internal",
    "is_library",
    "line_of",
    "look_below",
    "wait_label",
    "wait_words",
]

LONGEST_VALUE = 60  # characters; what still fits right of a lane
_ADDRESS = re.compile(r"(?: at)? 0x[0-9a-fA-F]{5,}")
_HUGE = 10**LONGEST_VALUE  # Python refuses to write out the largest numbers
_ALWAYS_SHORT = frozenset({type(None), bool, float})
_SHORT = 40  # characters of a text that needs no shortening
_MANY = 1000  # values; to sort more than that would take its time


class _Short(reprlib.Repr):
    """A `repr` with a bounded length, sorted sets and no addresses."""

    def __init__(self) -> None:
        super().__init__()
        self.maxlist = self.maxtuple = self.maxset = self.maxdict = 8
        self.maxstring = self.maxother = LONGEST_VALUE

    def repr_int(self, x: int, level: int) -> str:
        """Return a number in full unless it is huge."""
        return repr(x) if abs(x) < _HUGE else "<int>"

    def repr_bytes(self, x: bytes, level: int) -> str:
        """Return the first bytes: not a megabyte's `repr`, cut after."""
        text = repr(x[:LONGEST_VALUE])
        return text if len(x) <= LONGEST_VALUE else f"{text}..."

    def repr_set(self, x: Any, level: int) -> str:
        """Return a set in order, or how large it is."""
        if len(x) > _MANY:
            return f"<{type(x).__name__} of {len(x)}>"
        return super().repr_set(x, level)

    def repr_frozenset(self, x: Any, level: int) -> str:
        """Return a frozen set in order, or how large it is."""
        if len(x) > _MANY:
            return f"<{type(x).__name__} of {len(x)}>"
        return super().repr_frozenset(x, level)

    def repr_dict(self, x: Any, level: int) -> str:
        """Return a dict in its own order, which is that of insertion."""
        if x and level <= 0:
            return "{...}"
        first = itertools.islice(x.items(), self.maxdict)
        pieces = [
            f"{self.repr1(key, level - 1)}: {self.repr1(value, level - 1)}"
            for key, value in first
        ]
        more = ["..."] if len(x) > self.maxdict else []
        return f"{{{', '.join([*pieces, *more])}}}"

    def repr_instance(self, x: Any, level: int) -> str:
        """Return `repr(x)`, or its type where that shows an address."""
        try:
            text = repr(x)
        except Exception:
            text = " at 0x"
        if isinstance(x, types.CoroutineType):
            return call_label(x)
        if isinstance(x, (asyncio.Future, types.FunctionType)):
            return f"<{type(x).__name__}>"
        if " at 0x" in text or len(text) > LONGEST_VALUE:
            return f"<{type(x).__name__}>"
        return text


_short = _Short()


def describe(value: object) -> str:
    """Return a short, repeatable text for a result or an argument."""
    kind = type(value)
    if kind in _ALWAYS_SHORT or (kind is str and len(value) <= _SHORT):  # type: ignore[arg-type]
        return repr(value)
    text = _short.repr(value)
    if len(text) > LONGEST_VALUE:
        return text[: LONGEST_VALUE - 3] + "..."
    return text


def describe_error(error: BaseException) -> str:
    """Return the type and the first line of an exception's message.

    Addresses are left out: they differ from run to run.
    """
    name = type(error).__name__
    try:
        message = str(error).partition("\n")[0]
    except Exception:
        return name
    message = _ADDRESS.sub("", message)
    return f"{name}: {message}" if message else name


LONGEST_LABEL = 32  # characters; what still fits left of a chart

_HERE = os.path.dirname(os.path.abspath(__file__))
_LIBRARY_FOLDERS = tuple(
    os.path.join(folder, "")
    for folder in {
        sysconfig.get_path("stdlib"),
        sysconfig.get_path("platstdlib"),
        sysconfig.get_path("purelib"),
        sysconfig.get_path("platlib"),
        *site.getsitepackages(),
        site.getusersitepackages(),
        os.path.dirname(os.path.dirname(asyncio.__file__)),
    }
    if folder
)
_PACKAGES = tuple(  # of other installations, found through a .pth file
    f"{os.sep}{folder}{os.sep}"
    for folder in ("site-packages", "dist-packages")
)
_library_files: dict[str, bool] = {}

# Coroutines of the standard library whose name says too little.
_PLAIN_NAMES = {
    "TaskGroup.__aexit__": "TaskGroup",
    "Runner.run": "run",
    "Server.serve_forever": "serve_forever",
}


def is_library(code: types.CodeType) -> bool:
    """Say whether `code` is the standard library's or an installed one's."""
    filename = code.co_filename
    known = _library_files.get(filename)
    if known is None:
        known = _library_files[filename] = not filename.startswith(_HERE) and (
            filename.startswith(_LIBRARY_FOLDERS)
            or filename.startswith("<frozen")
            or any(folder in filename for folder in _PACKAGES)
        )
    return known


def is_internal(coroutine: Any) -> bool:
    """Say whether a library keeps `coroutine` for itself: a private name."""
    code = getattr(coroutine, "cr_code", None)
    if code is None or not is_library(code):
        return False
    names: list[str] = code.co_qualname.split(".")
    return any(name.startswith(("_", "<")) for name in names)


def call_label(coroutine: Any) -> str:
    """Return the call that made `coroutine`, as one would write it.

    Arguments are read from its frame: `b('b1')`, `Server.serve(8000)`.
    A coroutine that is over, or is written in C, shows its name alone.
    """
    name = getattr(coroutine, "__qualname__", type(coroutine).__name__)
    name = name.rpartition("<locals>.")[2]
    frame = getattr(coroutine, "cr_frame", None)
    if frame is None:
        return _cut(f"{name}()")
    return _cut(f"{name}({', '.join(_arguments(frame, name))})")


def _arguments(frame: types.FrameType, name: str) -> Iterator[str]:
    code = frame.f_code
    plain = code.co_argcount
    names = code.co_varnames[: plain + code.co_kwonlyargcount]
    if not names and not code.co_flags & 0x04:
        return
    live = frame.f_locals
    values = dict(live)
    if type(live) is dict and live is not frame.f_globals:
        live.clear()  # 3.11, 3.12: a copy that outlives its use
    for place, argument in enumerate(names):
        if place == 0 and "." in name and argument in ("self", "cls"):
            continue
        if argument not in values:
            continue
        text = _argument(values[argument])
        yield text if place < plain else f"{argument}={text}"
    if code.co_flags & 0x04:  # *args
        for value in values.get(code.co_varnames[len(names)], ()):
            yield _argument(value)


def _argument(value: object) -> str:
    if type(value) in (int, str):
        return describe(value)
    if callable(value) and hasattr(value, "__name__"):
        return str(value.__name__)
    if isinstance(value, (list, tuple, set, dict)) and len(value) > 4:
        return f"<{len(value)} items>"
    return describe(value)


def _cut(label: str) -> str:
    if len(label) <= LONGEST_LABEL:
        return label
    return label[: LONGEST_LABEL - 4] + "...)"


def awaits_below(coroutine: Any) -> Iterator[Any]:
    """Yield what `coroutine` awaits, what that awaits, and so on.

    Passes through coroutines, generators and async generators; the last
    thing yielded is what is not one of these, if there is any.
    """
    below = _next_below(coroutine)
    while below is not None:
        yield below
        below = _next_below(below)


def _next_below(awaiting: Any) -> Any:
    if isinstance(awaiting, types.CoroutineType):
        return awaiting.cr_await
    if isinstance(awaiting, types.GeneratorType):
        return awaiting.gi_yieldfrom
    if isinstance(awaiting, types.AsyncGeneratorType):
        return awaiting.ag_await
    if type(awaiting).__name__ in _WRAPPERS:
        for inner in gc.get_referents(awaiting):
            if isinstance(inner, _SUSPENDABLE):
                return inner
    return None


# Built-in iterators between an `await` and the frame that it resumes.
_WRAPPERS = frozenset(
    {
        "anext_awaitable",
        "async_generator_asend",
        "async_generator_athrow",
        "coroutine_wrapper",
    }
)
_SUSPENDABLE = (
    types.CoroutineType,
    types.GeneratorType,
    types.AsyncGeneratorType,
)


def look_below(coroutine: Any) -> tuple[list[Any], str]:
    """Return the learner's coroutines below a suspended one, and its wait.

    The wait is in asyncio's words: a `sleep`, `wait`, `Queue.get`, read
    off the library's coroutine that the lowest of the learner's awaits. It
    is "future" where that has no public name, and "" where there is none.
    """
    found: list[Any] = []
    label = ""
    below = _next_below(coroutine)
    while below is not None:
        if isinstance(below, types.CoroutineType):
            name = _wait_name(below.cr_code)
            if name == "":
                found.append(below)
                label = ""
            elif name != _THROUGH and label in ("", "future"):
                label = name
        below = _next_below(below)
    return found, label


def wait_label(coroutine: Any, target: Any) -> str:
    """Say what a suspended `coroutine` waits on: the future `target`."""
    return wait_words(look_below(coroutine)[1], target)


def wait_words(label: str, target: Any) -> str:
    """Return what `look_below` found, or what kind of future it is."""
    if label and label != "future":
        return label
    return "gather" if is_gathering(target) else "future"


_THROUGH = "<"  # a comprehension, which is part of the coroutine around it
_wait_names: dict[int, tuple[types.CodeType, str]] = {}


def _wait_name(code: types.CodeType) -> str:
    """Return what waiting in library code is called; "" for a learner's."""
    known = _wait_names.get(id(code))  # to hash a code object is slow
    if known is None:
        known = (code, _name_of_wait(code))
        if known[1]:
            _wait_names[id(code)] = known
    return known[1]


def _name_of_wait(code: types.CodeType) -> str:
    name = code.co_qualname
    if not is_library(code):
        return _THROUGH if code.co_name.startswith("<") else ""
    if "AsCompleted" in name or name.startswith("as_completed"):
        return "as_completed"
    name = _PLAIN_NAMES.get(name, name.rpartition("<locals>.")[2])
    return "future" if name.startswith(("_", "<")) else name


def line_of(coroutine: Any) -> str:
    """Return where a suspended coroutine stands: `line 3: await x`."""
    frame = getattr(coroutine, "cr_frame", None)
    if frame is None:
        return "an unknown line"
    number = frame.f_lineno
    source = linecache.getline(frame.f_code.co_filename, number).strip()
    return f"line {number}: {source}" if source else f"line {number}"
