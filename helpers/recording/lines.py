"""Which lines of a program a coroutine stands in, and a task was made in.

While a program runs, instructions are noted and not lines: to look a line up
takes time, and most are never asked for.
"""

from __future__ import annotations

import functools
import linecache
import os
from bisect import bisect_right
from types import CodeType

from helpers.compat import frame_of_caller
from helpers.labels import facts
from helpers.timeline.model import Source

__all__ = ["UNKNOWN", "line_at", "place_in_program", "source_of"]

UNKNOWN = -1  # in place of an instruction
_HELPERS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_OURS = tuple(
    os.path.join(_HELPERS, package, "")
    for package in ("checking", "clocks", "recording", "running")
)
_DEEPEST = 40  # frames that are looked at


def place_in_program() -> tuple[CodeType, int]:
    """Return where the program is: the code, and the instruction in it.

    That is the innermost frame that is neither a library's nor ours; the
    outermost where there is no such.
    """
    frame = frame_of_caller(3)  # of whoever called the task factory
    for _ in range(_DEEPEST):
        code = frame.f_code
        if not (_passed_over.get(id(code)) or _is_passed_over(code)):
            break
        if frame.f_back is None:
            break
        frame = frame.f_back
    return code, frame.f_lasti


_passed_over: dict[int, CodeType] = {}  # code of libraries, and ours


def _is_passed_over(code: CodeType) -> bool:
    if facts(code).is_library or code.co_filename.startswith(_OURS):
        _passed_over[id(code)] = code  # is kept: the id stays its own
        return True
    return False


def line_at(code: CodeType | None, instruction: int) -> int:
    """Return the line of an instruction; 0 where it is not known."""
    if code is None or instruction == UNKNOWN:
        return 0
    starts, lines = _lines(code)
    place = bisect_right(starts, instruction) - 1
    return lines[place] if place >= 0 else 0


@functools.lru_cache(maxsize=1000)
def _lines(code: CodeType) -> tuple[list[int], list[int]]:
    starts, lines = [], []
    for start, _, line in code.co_lines():
        starts.append(start)
        lines.append(line or 0)
    return starts, lines


@functools.lru_cache(maxsize=1000)
def source_of(code: CodeType) -> Source:
    """Return the source of a coroutine function, as far as it is known."""
    first = code.co_firstlineno
    last = max((_last_line(code), first))
    lines = linecache.getlines(code.co_filename)[first - 1 : last]
    return Source(code.co_filename, first, "".join(lines))


def _last_line(code: CodeType) -> int:
    """Return the last line of code, with the functions that are in it."""
    inner = [x for x in code.co_consts if isinstance(x, CodeType)]
    own = [line for *_, line in code.co_lines() if line]
    return max([0, *own, *map(_last_line, inner)])
