"""Skips the cells of a notebook that need what is not installed.

Run All stops at the first cell that fails, so without an extra a notebook
would end where that is used first, and what does not need it is not run. With
this such a cell prints one sentence instead, and so does any other that needs
a name which would have been bound there.
"""

from __future__ import annotations

import ast
import dis
import sys
import types
import warnings
from collections.abc import Iterator
from typing import Any

__all__ = ["Skipping", "skip_cells_with"]

TOP_LEVEL_AWAIT = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT

SAID = "skipped, for it needs {}"


def skip_cells_with(*names: str, needs: str) -> None:
    """Skip the cells that use one of some names, from now on.

    `needs` says what is missing, for the sentence that such a cell prints.
    Outside of IPython this does nothing.
    """
    module: Any = sys.modules.get("IPython")
    shell = None if module is None else module.get_ipython()
    if shell is None:
        return
    known = shell.input_transformers_post
    known[:] = [each for each in known if not isinstance(each, Skipping)]
    known.append(Skipping(names, needs))


class Skipping:
    """Puts a sentence in place of each cell that needs a missing name."""

    has_side_effects = True  # to IPython: use it on a cell that is run only

    def __init__(self, names: tuple[str, ...], needs: str) -> None:
        self._missing, self._needs = frozenset(names), needs
        self._unbound: set[str] = set()  # for their cells were skipped

    def __call__(self, lines: list[str]) -> list[str]:
        """Return the lines of a cell, or one that says why it is skipped."""
        try:
            code = _compiled("".join(lines))
        except (SyntaxError, ValueError):
            return lines  # Python says it better
        needed, bound = set(_needed(code)), set(_bound(code))
        asked_for = needed | set(_imported(code))
        if asked_for & self._missing or (needed - bound) & self._unbound:
            self._unbound |= bound
            return [f"print({SAID.format(self._needs)!r})\n"]
        self._unbound -= bound
        return lines


def _compiled(source: str) -> types.CodeType:
    """Return the code of a cell, which may await something."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # they come when the cell is run
        code: types.CodeType = compile(
            source, "cell", "exec", TOP_LEVEL_AWAIT, True
        )
        return code


def _bound(code: types.CodeType) -> Iterator[str]:
    for each in dis.get_instructions(code):
        if each.opname in ("STORE_NAME", "STORE_GLOBAL"):
            yield str(each.argval)


def _imported(code: types.CodeType) -> Iterator[str]:
    for each in dis.get_instructions(code):
        if each.opname == "IMPORT_NAME":
            yield str(each.argval).partition(".")[0]


def _needed(code: types.CodeType) -> Iterator[str]:
    """Yield the global names that a cell looks up, also in its functions."""
    for each in dis.get_instructions(code):
        if each.opname.startswith(("LOAD_NAME", "LOAD_GLOBAL")):
            yield str(each.argval)
    for inner in code.co_consts:
        if isinstance(inner, types.CodeType):
            yield from _needed(inner)
