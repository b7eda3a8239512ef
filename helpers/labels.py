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
import contextlib
import contextvars
import enum
import functools
import gc
import inspect
import itertools
import linecache
import os
import re
import site
import sys
import sysconfig
import types
from collections.abc import (
    Callable,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
    Set,
)
from typing import Any, ClassVar

from helpers.compat import (
    FIELDS,
    FUTURE_ITERATOR,
    LOOP_FILE,
    NAME,
    is_gathering,
)
from helpers.signs import whole

__all__ = [
    "GIVEN_MANY",
    "ADDRESS",
    "awaits_below",
    "call_label",
    "called",
    "describe",
    "describe_error",
    "describe_fully",
    "facts",
    "function_name",
    "known_facts",
    "Text",
    "kept",
    "is_internal",
    "is_library",
    "line_of",
    "look_below",
    "source_line",
    "wait_label",
    "wait_words",
]

LONGEST_VALUE = 60  # characters; what still fits right of a lane
MOST_PARTS = 8  # of a list, a set, a dict; the rest is three dots
DEEPEST = 4  # levels of values within values
MOST_WRITTEN = 60  # values in one text, its parts and theirs included
WHOLE = 2000  # characters, parts and values, of what is to be compared
MOST_SORTED = 1000  # values of a set; to sort more would take its time
ADDRESS = re.compile(r"(?: at)? 0x[0-9a-fA-F]{5,}")
_HUGE = 10**LONGEST_VALUE  # Python refuses to write out the largest numbers
_CONSTANTS = frozenset({type(None), bool, float})

# What a class is, asked past a metaclass of the program's.
_mro: Callable[[type], tuple[type, ...]] = vars(type)["__mro__"].__get__
_name: Callable[[type], str] = vars(type)["__name__"].__get__
_own: Callable[[type], Mapping[str, Any]] = vars(type)["__dict__"].__get__


class Text(str):
    """What stands for a value in a record: a text, not the value itself."""

    __slots__ = ()


def kept(value: Any, longest: int = LONGEST_VALUE) -> Any:
    """Return what may be kept of a value until somebody wants to read it.

    That is the value itself where it is short, cannot change and keeps
    nothing else alive, else a `Text` of at most `longest` characters. It is
    made at once: a list may be another one a moment later.
    """
    kind = type(value)
    if kind in _CONSTANTS:
        return value
    if kind is str and len(value) <= longest:
        return value
    if kind is int and -_HUGE < value < _HUGE:
        return value
    return Text(_bounded(value, longest))


def describe(value: Any, longest: int = LONGEST_VALUE) -> str:
    """Return a short, repeatable text for a result or an argument.

    No code of the program is run for it, no `__repr__`, `__len__` or
    `__iter__`: what is no plain value is shown by its type, or by what a
    dataclass or a named tuple holds. `value` may be what `kept` returned.
    """
    if type(value) is Text:
        return _shortened(value, longest)
    return _bounded(value, longest)


def describe_fully(value: Any) -> str:
    """Return a text in the same way, long enough to tell values apart."""
    return _Writer(WHOLE, WHOLE, WHOLE).text(value, 2 * DEEPEST)


def _bounded(value: Any, longest: int) -> str:
    return _shortened(_Writer(longest).text(value, DEEPEST), longest)


def _shortened(text: str, longest: int) -> str:
    if len(text) <= longest:
        return text
    return text[: whole(text, longest - 3)] + "..."


_Write = Callable[["_Writer", Any, int], str]


class _Writer:
    """Writes one value and its parts, no more than `written` of them.

    `longest` is for each string among them, in characters.
    """

    def __init__(
        self,
        longest: int = LONGEST_VALUE,
        parts: int = MOST_PARTS,
        written: int = MOST_WRITTEN,
    ) -> None:
        self._longest = longest
        self._parts_of_each = parts
        self._left = written

    def text(self, value: Any, level: int) -> str:
        """Return the text of a value, `level` levels of its parts included."""
        self._left -= 1
        kind = type(value)
        write = _WRITERS.get(kind)
        if write is not None:
            return write(self, value, level)
        for base in _mro(kind):
            write = _DERIVED.get(base)
            if write is not None:
                return write(self, value, level)
        fields = _fields_of(kind)
        if fields is not None:
            return self._record(value, _attributes(value, fields), level)
        return repr(value) if _is_plain(kind) else f"<{_name(kind)}>"

    def _constant(self, value: Any, level: int) -> str:
        return repr(value)

    def _number(self, value: int, level: int) -> str:
        return int.__repr__(value) if -_HUGE < value < _HUGE else "<int>"

    def _string(self, value: str, level: int) -> str:
        """Return a string, its beginning and its end if it is a long one."""
        longest = self._longest
        if len(value) > longest:
            value = value[:longest] + value[-longest:]
        text = str.__repr__(value)
        if len(text) <= longest:
            return text
        head = whole(text, (longest - 3) // 2)
        return f"{text[:head]}...{text[head + 3 - longest :]}"

    def _bytes(self, value: bytes, level: int) -> str:
        """Return the first bytes: not a megabyte's `repr`, cut after."""
        text = repr(value[: self._longest])
        return text if len(value) <= self._longest else f"{text}..."

    def _list(self, value: list[Any], level: int) -> str:
        return self._parts(value, len(value), "[", "]", level)

    def _tuple(self, value: tuple[Any, ...], level: int) -> str:
        closing = ",)" if len(value) == 1 and level > 0 else ")"
        return self._parts(value, len(value), "(", closing, level)

    def _set(self, value: Any, level: int) -> str:
        opening, closing = "{", "}"
        if type(value) is frozenset:
            opening, closing = "frozenset({", "})"
        if not value:
            return "set()" if type(value) is set else "frozenset()"
        if len(value) > MOST_SORTED:
            return f"<{type(value).__name__} of {len(value)}>"
        values = self._in_order(value)
        return self._parts(values, len(value), opening, closing, level)

    def _in_order(self, values: set[Any]) -> list[Any]:
        """Return a set's values, sorted: by their texts if need be."""
        kinds = set(map(type, values))
        if len(kinds) == 1 and kinds <= _SORTED:
            return sorted(values)
        return sorted(values, key=lambda each: _Writer().text(each, 1))

    def _dict(self, value: dict[Any, Any], level: int) -> str:
        """Return a dict in its own order, which is that of insertion."""
        if value and level <= 0:
            return "{...}"
        pieces = []
        for key, each in itertools.islice(value.items(), self._parts_of_each):
            if self._left > 0:
                text = self.text(each, level - 1)
                pieces.append(f"{self.text(key, level - 1)}: {text}")
        more = ["..."] if len(value) > len(pieces) else []
        return f"{{{', '.join([*pieces, *more])}}}"

    def _parts(
        self,
        values: Iterable[Any],
        count: int,
        opening: str,
        closing: str,
        level: int,
    ) -> str:
        if count and level <= 0:
            return f"{opening}...{closing}"
        pieces = [
            self.text(each, level - 1)
            for each in itertools.islice(values, self._parts_of_each)
            if self._left > 0
        ]
        more = ["..."] if count > len(pieces) else []
        return f"{opening}{', '.join([*pieces, *more])}{closing}"

    def _coroutine(self, value: Any, level: int) -> str:
        return call_label(value)

    def _function(self, value: Any, level: int) -> str:
        return "<function>"

    def _member(self, value: Any, level: int) -> str:
        """Return a member of an enum by its name."""
        name, kind = _instance_dict(value).get(NAME), _name(type(value))
        return f"{kind}.{name}" if type(name) is str else f"<{kind}>"

    def _derived_tuple(self, value: Any, level: int) -> str:
        """Return a named tuple by its fields, another one by its type."""
        names = _own(type(value)).get(FIELDS)
        values = tuple.__iter__(value)
        if type(names) is tuple and len(names) == tuple.__len__(value):
            pairs = zip(names, values, strict=True)
            return self._record(value, pairs, level)
        return f"<{_name(type(value))} of {tuple.__len__(value)}>"

    def _derived_string(self, value: Any, level: int) -> str:
        return self._string(str.__str__(value), level)

    def _derived_float(self, value: Any, level: int) -> str:
        return float.__repr__(value)

    def _exception(self, value: BaseException, level: int) -> str:
        """Return an exception as the call that makes one like it."""
        given = _ARGS(value)
        pair = f"{_name(type(value))}("
        return self._parts(given, len(given), pair, ")", level)

    def _record(
        self, value: Any, pairs: Iterable[tuple[str, Any]], level: int
    ) -> str:
        kind = _name(type(value))
        if level <= 0:
            return f"{kind}(...)"
        pieces = []
        for field, each in itertools.islice(pairs, self._parts_of_each):
            text = self.text(each, level - 1) if self._left > 0 else "..."
            pieces.append(f"{field}={text}")
        return f"{kind}({', '.join(pieces)})"

    # Exact types, whose text runs no code but Python's own.
    by_type: ClassVar[dict[type, _Write]] = {
        **dict.fromkeys(
            (type(None), bool, float, complex, range, type(...)), _constant
        ),
        int: _number,
        str: _string,
        bytes: _bytes,
        list: _list,
        tuple: _tuple,
        dict: _dict,
        set: _set,
        frozenset: _set,
        types.CoroutineType: _coroutine,
        types.FunctionType: _function,
    }
    # What a program derives from, and how what it derived is written.
    by_base: ClassVar[dict[type, _Write]] = {
        enum.Enum: _member,
        tuple: _derived_tuple,
        str: _derived_string,
        int: _number,
        float: _derived_float,
        BaseException: _exception,
    }


_WRITERS, _DERIVED = _Writer.by_type, _Writer.by_base
_SORTED = frozenset({bool, bytes, float, int, str})
_ARGS = vars(BaseException)["args"].__get__
_PLAIN_MODULES = frozenset(
    {"datetime", "decimal", "fractions", "pathlib", "pathlib._local", "uuid"}
)


def _is_plain(kind: type) -> bool:
    """Say whether a class is one of Python's own for plain values."""
    if type(kind) is not type or kind.__module__ not in _PLAIN_MODULES:
        return False
    module = sys.modules.get(kind.__module__)
    return getattr(module, kind.__name__, None) is kind


def _fields_of(kind: type) -> list[str] | None:
    """Return the names that a dataclass shows; None for another class."""
    for each in _mro(kind):
        found = _own(each).get("__dataclass_fields__")
        if type(found) is dict:
            return [name for name, field in found.items() if field.repr]
    return None


def _attributes(value: Any, names: Iterable[str]) -> Iterator[tuple[str, Any]]:
    """Yield the attributes that an instance holds itself.

    They are read from its dictionary or from its slots: no property and
    no descriptor of the program's is asked.
    """
    held = _instance_dict(value)
    for name in names:
        if name in held:
            yield name, held[name]
            continue
        for each in _mro(type(value)):
            slot = _own(each).get(name)
            if type(slot) is types.MemberDescriptorType:
                with contextlib.suppress(AttributeError):
                    yield name, slot.__get__(value)
                break


def _instance_dict(value: Any) -> dict[str, Any]:
    """Return an instance's own dictionary, an empty one if it has none."""
    for each in _mro(type(value)):
        found = _own(each).get("__dict__")
        if type(found) is types.GetSetDescriptorType:
            held = found.__get__(value)
            return held if type(held) is dict else {}
    return {}


def describe_error(error: BaseException) -> str:
    """Return the type and the first line of an exception's message.

    Addresses are left out: they differ from run to run. A `__str__` of the
    program's is not called: its exceptions show what they were made of.
    """
    name = _name(type(error))
    message = _message(error).partition("\n")[0]
    message = ADDRESS.sub("", message)
    return f"{name}: {message}" if message else name


def _message(error: BaseException) -> str:
    given = _ARGS(error)
    if isinstance(error, BaseExceptionGroup):
        given = given[:1]  # its exceptions are counted, and not shown
    if _is_pythons(error) and all(type(each) in _WRITTEN for each in given):
        return str(error)
    texts = [each if type(each) is str else describe(each) for each in given]
    return ", ".join(texts)


_WRITTEN = frozenset({bool, bytes, float, int, str, type(None)})


def _is_pythons(error: BaseException) -> bool:
    """Say whether the message is put together by Python, not the program."""
    for each in _mro(type(error)):
        if "__str__" in _own(each):
            write = _own(each)["__str__"]
            return type(write) is types.WrapperDescriptorType
    return True


LONGEST_LABEL = 32  # characters; what still fits left of a chart
LONGEST_ARGUMENT = 240  # characters that are kept, for a label to show some
MOST_IN_LABEL = 4  # values of a list that is an argument; else its length

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


Call = tuple[str, tuple[Any, ...], "Facts | None"]
MOST_TASKS = 1000  # tasks of one function that are noted with arguments
MOST_NOTED = 200  # the same of coroutines that are awaited without a task
_MANY = Text("...")
GIVEN_MANY = (_MANY,)


def is_library(code: types.CodeType) -> bool:
    """Say whether `code` is the standard library's or an installed one's."""
    return facts(code).is_library


class Facts:
    """What is known of a code object, once and for all."""

    __slots__ = (
        "code",
        "given",
        "is_housekeeping",
        "is_internal",
        "is_library",
        "keywords",
        "call_of_many",
        "names",
        "noter",
        "qualname",
        "rest",
        "size",
        "tasks_noted",
        "tasks_noter",
        "times_noted",
        "wait",
    )

    def __init__(self, code: types.CodeType) -> None:
        self.code = code  # is kept: its id is what it is known by
        self.qualname = code.co_qualname
        self.is_library = is_library_file(code.co_filename)
        parts = code.co_qualname.split(".")
        private = any(part.startswith(("_", "<")) for part in parts)
        self.is_internal = self.is_library and private
        self.is_housekeeping = code.co_filename == LOOP_FILE or (
            code.co_qualname.startswith("Loop.shutdown_")  # uvloop's
        )
        self.wait = _name_of_wait(code, self.is_library)
        count = code.co_argcount + code.co_kwonlyargcount
        self.names = code.co_varnames[:count]
        self.keywords = count - code.co_kwonlyargcount
        self.rest = ""
        if code.co_flags & inspect.CO_VARARGS:
            self.rest = code.co_varnames[count]
        name = code.co_qualname.rpartition("<locals>.")[2]
        if "." in name and self.names[:1] in _FIRST:
            self.names, self.keywords = self.names[1:], self.keywords - 1
        if self.rest or len(self.names) > 1:
            self.given = _reader_of_many(self.names, self.rest)
        elif self.names:
            self.given = _reader_of_one(self.names[0])
        else:
            self.given = _given_nothing
        self.noter: object = None  # who counts in `times_noted`
        self.times_noted = 0  # calls that were noted with their arguments
        self.call_of_many: Call = (self.qualname, GIVEN_MANY, self)
        self.tasks_noter: object = None
        self.tasks_noted = 0  # the same of tasks
        self.size = 0  # see `given_to`


_FIRST = (("self",), ("cls",))
known_facts: dict[
    int, Facts
] = {}  # by the id of the code: to hash one is slow


def facts(code: types.CodeType) -> Facts:
    """Return what is known of a code object."""
    found = known_facts.get(id(code))
    if found is None:
        found = known_facts[id(code)] = Facts(code)
    return found


def is_library_file(filename: str) -> bool:
    """Say whether a file is the standard library's or an installed one's."""
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
    return code is not None and facts(code).is_internal


def call_of(coroutine: Any) -> Call:
    """Note which call made `coroutine`: its name, and what it was given.

    Values are as `kept` returns them. `call_text` makes a label of it.
    """
    try:
        about = known_facts[id(coroutine.cr_code)]
    except KeyError:
        about = facts(coroutine.cr_code)
    except AttributeError:  # it is written in C
        kind = type(coroutine)
        return getattr(coroutine, "__qualname__", kind.__name__), (), None
    frame = coroutine.cr_frame
    if frame is None:
        return coroutine.__qualname__, (), None
    return coroutine.__qualname__, about.given(frame), about


def given_to(coroutine: Any, about: Facts, noter: object) -> tuple[Any, ...]:
    """Note what a coroutine was given that has not started yet.

    Of one function, `noter` gets no more than `MOST_TASKS`.

    Its frame holds the arguments and nothing else, and the garbage
    collector's list of what it refers to ends with them. To make a frame
    that Python can look at takes three times as long; so that is done once
    for a function, and `size` is the length of a list that agreed with it.
    """
    if about.tasks_noter is not noter:
        about.tasks_noter, about.tasks_noted = noter, 0
    elif about.tasks_noted >= MOST_TASKS:
        return GIVEN_MANY
    about.tasks_noted += 1
    found = _referents(coroutine)
    if len(found) != about.size or coroutine.cr_suspended:
        return _given_at_first(coroutine, about, found)
    names = about.names
    if len(names) != 1:
        return tuple(map(kept_argument, found[len(found) - len(names) :]))
    value = found[-1]
    if type(value) is not int or not -_SMALL < value < _SMALL:
        value = kept_argument(value)
    return (value,)


_referents: Callable[[Any], list[Any]] = gc.get_referents


def _given_at_first(
    coroutine: Any, about: Facts, found: list[Any]
) -> tuple[Any, ...]:
    frame = coroutine.cr_frame
    if frame is None:
        return ()
    if about.size == 0 and not coroutine.cr_suspended:
        live, last = frame.f_locals, found[len(found) - len(about.names) :]
        known = [id(live.get(name, MISSING)) for name in about.names]
        agrees = known == list(map(id, last)) and not about.rest
        about.size = len(found) if agrees else -1
    return about.given(frame)


def inner_call(coroutine: Any, about: Facts, noter: object) -> Call:
    """Note which call made a coroutine that is awaited without a task.

    As `call_of` does, but for the arguments where `noter` has noted very
    many of this function.
    """
    if about.noter is not noter:
        about.noter, about.times_noted = noter, 0
    elif about.times_noted >= MOST_NOTED:
        return about.call_of_many
    about.times_noted += 1
    return coroutine.__qualname__, about.given(coroutine.cr_frame), about


def call_in(frame: types.FrameType) -> Call:
    """Note which call made the coroutine that is running in this frame."""
    about = facts(frame.f_code)
    live = frame.f_locals
    given = [kept_argument(live.get(name, MISSING)) for name in about.names]
    if about.rest:
        given += map(kept_argument, live.get(about.rest, ()))
    return frame.f_code.co_qualname, tuple(given), about


def called(function: Any, args: Iterable[Any]) -> Call:
    """Note a call that a thread is to make, as `call_of` does a coroutine's.

    What is passed through `partial` and `to_thread` is seen through.
    """
    given = list(args)
    named: dict[str, Any] = {}
    while True:
        if type(function) is functools.partial:
            given[:0] = function.args
            named = {**function.keywords, **named}
            function = function.func
        elif given and _is_run_of_context(function):
            function = given.pop(0)
        else:
            break
    texts = [
        f"{name}={describe(kept_argument(named[name]))}" for name in named
    ]
    values = [*map(kept_argument, given), *map(Text, texts)]
    return function_name(function), tuple(values), None


def _is_run_of_context(function: Any) -> bool:
    """Say whether this is what `to_thread` calls a function with."""
    if type(function) is not types.BuiltinMethodType:
        return False
    own = type(function.__self__) is contextvars.Context
    return own and function.__name__ == "run"


def function_name(function: Any) -> str:
    """Return what a function is called, or what kind of object it is."""
    kind = type(function)
    if kind is types.MethodType:
        return function_name(function.__func__)
    if kind in _FUNCTIONS:
        return str(function.__qualname__)
    if issubclass(kind, type):
        return _name(function)
    given = _instance_dict(function).get("__qualname__")  # of a decorator
    return given if type(given) is str else _name(kind)


_FUNCTIONS = frozenset(
    {
        types.BuiltinFunctionType,
        types.ClassMethodDescriptorType,
        types.FunctionType,
        types.MethodDescriptorType,
        types.MethodWrapperType,
        types.WrapperDescriptorType,
    }
)


def _given_nothing(frame: types.FrameType) -> tuple[Any, ...]:
    return ()


def _reader_of_one(name: str) -> Callable[[types.FrameType], tuple[Any, ...]]:
    """Return what reads the only argument of a function, off its frame."""
    constants, longest = _CONSTANTS, LONGEST_ARGUMENT

    def read(frame: types.FrameType) -> tuple[Any, ...]:
        live = frame.f_locals
        value = live.get(name, MISSING)
        kind = type(value)
        if kind is int:
            if not -_SMALL < value < _SMALL:
                value = kept(value)
        elif kind is str:
            if len(value) > longest:
                value = kept(value, longest)
        elif kind not in constants:
            value = kept_argument(value)
        if type(live) is dict:
            live.clear()  # 3.11, 3.12: a copy that outlives its use
        return (value,)

    return read


_SMALL = 2**60


def _reader_of_many(
    names: tuple[str, ...], rest: str
) -> Callable[[types.FrameType], tuple[Any, ...]]:
    """Return what reads the arguments of a function, off its frame."""

    def read(frame: types.FrameType) -> tuple[Any, ...]:
        live = frame.f_locals
        given = [kept_argument(live.get(name, MISSING)) for name in names]
        if rest:
            given += map(kept_argument, live.get(rest, ()))
        if type(live) is dict:
            live.clear()  # 3.11, 3.12: a copy that outlives its use
        return tuple(given)

    return read


MISSING = Text("")  # an argument that its function has deleted


def kept_argument(value: Any) -> Any:
    """Return what may be kept of an argument, as `kept` does of a value.

    A function is shown by its name, a long list by its length. More of it
    is kept than a label shows: two that differ may do so far behind.
    """
    kind = type(value)
    if kind in _CONSTANTS or kind is Text:
        return value
    if kind in _CONTAINERS and len(value) > MOST_IN_LABEL:
        return Text(f"<{len(value)} items>")
    if kind in _NAMED:
        return Text(value.__name__)
    return kept(value, LONGEST_ARGUMENT)


_CONTAINERS = frozenset({list, tuple, set, dict, frozenset})
_NAMED = frozenset(
    {type, types.BuiltinFunctionType, types.FunctionType, types.MethodType}
)


def call_text(call: Call) -> str:
    """Return a call as one would write it: `b('b1')`, `Server.serve(8000)`.

    One of a coroutine that is over, or is written in C, has no arguments.
    """
    name = call[0].rpartition("<locals>.")[2]
    return f"{name}({', '.join(argument_texts(call, LONGEST_ARGUMENT))})"


def argument_texts(call: Call, longest: int = LONGEST_VALUE) -> Iterator[str]:
    """Yield the arguments of a call, as one would write them."""
    _, given, about = call
    if given is GIVEN_MANY:
        about = None
    for place, value in enumerate(given):
        if value is MISSING:
            continue
        text = describe(value, longest)
        keyword = about and about.keywords <= place < len(about.names)
        yield f"{about.names[place]}={text}" if about and keyword else text


def call_label(coroutine: Any) -> str:
    """Return the call that made `coroutine`, as one would write it."""
    return cut(call_text(call_of(coroutine)))


MOST_WINDOWS = 3  # pieces of a label that is not cut at its end
HEAD = 12  # characters, the beginning of such a label


def cut_apart(texts: Set[str], length: int = LONGEST_LABEL) -> dict[str, str]:
    """Return {text: label}: texts that differ have labels that differ.

    Of those that look the same when they are cut at their end, pieces are
    shown in which they differ. Only if three such pieces are not enough,
    some labels are equal.
    """
    alike: dict[str, list[str]] = {}
    for text in texts:
        alike.setdefault(cut(text, length), []).append(text)
    labels: dict[str, str] = {}
    for label, group in alike.items():
        labels |= _apart(group, length) if group[1:] else {group[0]: label}
    return labels


def _apart(group: list[str], length: int) -> dict[str, str]:
    """Return {text: label} for texts that begin in the same way."""
    places: list[int] = []
    same = group
    while True:
        places.append(_first_difference(same))
        labels = {text: cut_at(text, places, length) for text in group}
        seen: dict[str, list[str]] = {}
        for text, label in labels.items():
            seen.setdefault(label, []).append(text)
        same = max(seen.values(), key=lambda each: (len(each), min(each)))
        if len(same) == 1 or len(places) == MOST_WINDOWS:
            return labels


def _first_difference(texts: Sequence[str]) -> int:
    first, last = min(texts), max(texts)
    pairs = enumerate(zip(first, last, strict=False))
    return next((at for at, (x, y) in pairs if x != y), len(first))


def cut_at(
    label: str, places: Sequence[int], length: int = LONGEST_LABEL
) -> str:
    """Shorten a label so that what stands at `places` is still to be seen.

    For labels that are the same up to the first of them.
    """
    if len(label) <= length:
        return label
    most = min(HEAD, length // (2 + len(places)))
    shown = whole(label, min(label.find("(") + 1 or most, most))
    room = (length - shown - 1) // len(places) - 1
    pieces = [label[:shown]]
    for place in places:
        start = max(shown, min(place - room // 3, len(label) - room))
        start = max(shown, whole(label, start))
        end = max(start, whole(label, start + room))
        pieces.append("…" * (start > shown) + label[start:end])
        shown = end
    return "".join(pieces) + "…" * (shown < len(label))


def cut(label: str, length: int = LONGEST_LABEL) -> str:
    """Shorten a label, at its end, to what fits left of a chart."""
    if len(label) <= length:
        return label
    return label[: whole(label, length - 4)] + "...)"


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


def look_below(
    coroutine: Any, noter: object = None
) -> tuple[list[Any], list[Call], str, Any]:
    """Return the learner's coroutines below a suspended one, and its wait.

    With them go the calls that made them, as `inner_call` notes them for a
    `noter`. The wait is in asyncio's words: a `sleep`, `wait`, `Queue.get`,
    read off the library's coroutine that the lowest of the learner's
    awaits. It is "future" where that has no public name, and "" where there
    is none. Last comes the asynchronous generator in which that wait is.
    """
    found: list[Any] = []
    calls: list[Call] = []
    label = ""
    within = None
    if type(coroutine) is types.CoroutineType:
        below = coroutine.cr_await
    else:
        below = _next_below(coroutine)
    while below is not None:
        kind = type(below)
        if kind is types.CoroutineType:
            code = below.cr_code
            about = known_facts.get(id(code)) or facts(code)
            wait = about.wait
            if wait == "":
                found.append(below)
                if about.times_noted < MOST_NOTED or about.noter is not noter:
                    calls.append(inner_call(below, about, noter))
                else:
                    calls.append(about.call_of_many)
                label, within = "", None
            elif wait != _THROUGH and label in _UNNAMED:
                label = wait
                if wait == "sleep":
                    break  # and nobody below it
            below = below.cr_await
        elif kind is FUTURE_ITERATOR:
            break
        else:
            if kind is types.AsyncGeneratorType:
                within = below
            below = _next_below(below)
    return found, calls, label, within


_UNNAMED = ("", "future")


def wait_label(coroutine: Any, target: Any) -> str:
    """Say what a suspended `coroutine` waits on: the future `target`."""
    return wait_words(look_below(coroutine)[2], target)


def wait_words(label: str, target: Any) -> str:
    """Return what `look_below` found, or what kind of future it is."""
    if label and label != "future":
        return label
    return "gather" if is_gathering(target) else "future"


_THROUGH = "<"  # a comprehension, which is part of the coroutine around it


def _name_of_wait(code: types.CodeType, in_library: bool) -> str:
    """Return what waiting in library code is called; "" for a learner's."""
    name = code.co_qualname
    if not in_library:
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
    return source_line(frame.f_code, frame.f_lineno)


def source_line(code: types.CodeType, number: int) -> str:
    """Return the number of a program's line, and its text."""
    source = linecache.getline(code.co_filename, number).strip()
    return f"line {number}: {source}" if source else f"line {number}"
