"""Which cell of a notebook belongs to which exercise.

First by the call `check("crawl-with-tasks", crawl)`, whatever `check` means
in that notebook by then: it names the exercise and the function. Where that
call is gone, by the name of the cell, and then by the heading above it.
Programs change the names of cells and people copy them, so that an exercise
may have no anchor here, or several.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from helpers.checking.exercise import Exercise
from helpers.checking.load import find, former_names, names, notebooks
from helpers.grade.submissions import Cell

__all__ = [
    "Anchor",
    "How",
    "Trees",
    "anchors_of",
    "exercises_of",
    "trees_of",
    "without_checks",
]

CHECK = "check"
WRAPPERS = ("%%time", "%%capture", "%%prun")  # magics around a cell
Trees = dict[int, ast.Module]  # what a cell says, by its place
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


class How(Enum):
    """By what an exercise was found."""

    CALL = "its check"
    NAME = "the name of its cell"
    HEADING = "the heading above it"


@dataclass(frozen=True)
class Anchor:
    """After which cell an exercise is judged, and which expression."""

    exercise: str
    place: int
    expression: str
    how: How


def anchors_of(
    cells: Sequence[Cell], trees: Trees | None = None
) -> list[Anchor]:
    """Return the anchors of a notebook, in the order of its cells."""
    trees = trees_of(cells) if trees is None else trees
    found = list(_by_call(trees))
    for search in (_by_name, _by_heading):
        known = {anchor.exercise for anchor in found}
        found += [x for x in search(cells, trees) if x.exercise not in known]
    return sorted(found, key=lambda anchor: anchor.place)


def exercises_of(cells: Sequence[Cell]) -> list[str]:
    """Return the exercises that a notebook should have, found or not.

    They are those of the course's notebook with which it shares the most.
    """
    text = "\n".join(cell.source for cell in cells)
    ids = {cell.name for cell in cells}
    here = {
        name
        for name in names()
        if f'"{name}"' in text or f"'{name}'" in text or f"mine-{name}" in ids
    }
    shared = {book: len(here & {*own}) for book, own in notebooks().items()}
    book = max(shared, key=lambda book: shared[book])
    own = notebooks()[book] if shared[book] else []
    return [*own, *sorted(here - {*own})]


def without_checks(tree: ast.Module) -> ast.Module:
    """Leave out the calls of `check`: they are answered here, not there."""
    tree.body = [each for each in tree.body if not _is_check(each)]
    return tree


def _is_check(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and bool(
        list(_calls(statement.value))
    )


def _by_call(trees: Trees) -> Iterator[Anchor]:
    for place, tree in trees.items():
        for statement in tree.body:
            if not isinstance(statement, DEFINITIONS):
                for name, call in _calls(statement):
                    yield Anchor(name, place, _mine(name, call), How.CALL)


def _calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Yield the calls of `check` with the name of an exercise."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _called(node.func) == CHECK:
            first = node.args[0] if node.args else None
            if isinstance(first, ast.Constant):
                name = former_names().get(str(first.value), first.value)
                if name in names():
                    yield str(name), node


def _called(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _mine(name: str, call: ast.Call) -> str:
    """Return the expression that was to be checked."""
    named = [each.value for each in call.keywords if each.arg == "mine"]
    given = [*call.args[1:2], *named]
    return ast.unparse(given[0]) if given else find(name).function


def _by_name(cells: Sequence[Cell], trees: Trees) -> Iterator[Anchor]:
    for place, tree in trees.items():
        name = cells[place].name.removeprefix("mine-")
        if name in names() and f"mine-{name}" == cells[place].name:
            function = find(name).function
            if function in _defined(tree):
                yield Anchor(name, place, function, How.NAME)


def _by_heading(cells: Sequence[Cell], trees: Trees) -> Iterator[Anchor]:
    """Yield what follows a title; of two with one title, the next in turn."""
    left = [find(name) for name in exercises_of(cells)]
    for place, cell in enumerate(cells[:-1]):
        if not cell.is_code and place + 1 in trees:
            for exercise in left:
                if _heads(cell, exercise, trees[place + 1]):
                    left.remove(exercise)
                    yield Anchor(
                        exercise.name,
                        place + 1,
                        exercise.function,
                        How.HEADING,
                    )
                    break


def _heads(cell: Cell, exercise: Exercise, tree: ast.Module) -> bool:
    heading = f"### {exercise.title} ("
    return heading in cell.source and exercise.function in _defined(tree)


def _defined(tree: ast.Module) -> set[str]:
    """Return the names that a cell binds at its top level."""
    found = set()
    for statement in tree.body:
        if isinstance(statement, DEFINITIONS):
            found.add(statement.name)
        elif isinstance(statement, ast.Assign):
            found |= {x.id for x in statement.targets if type(x) is ast.Name}
    return found


def _inside(source: str) -> str:
    """Return what a magic of a whole cell runs, where that is the cell."""
    first, _, rest = source.partition("\n")
    return rest if first.startswith(WRAPPERS) else source


def trees_of(cells: Sequence[Cell]) -> Trees:
    """Return the cells of code that Python can read, magics and all."""
    from IPython.core.inputtransformer2 import TransformerManager

    manager: Any = TransformerManager
    transform = manager().transform_cell
    trees = {}
    for place, cell in enumerate(cells):
        if cell.is_code:
            try:
                trees[place] = ast.parse(transform(_inside(cell.source)))
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                continue
    return trees
