"""Reads exercises from their files in `helpers/exercises`.

An exercise is a file of `# %%` cells, which an editor runs one by one, and
which the formatter and the linter understand:

task        its title, a line of facts, and what a learner reads
imports     for the cells of code below
stub        what a learner begins with
trial       the call below the stub
reference   one way to solve it
cases       makes `cases`, the inputs that a solution is tried on
rules       makes `rules`, what a solution has to keep
discussion  why it is solved that way
solved      what is said then, another good way, and what to try next

Files are read and not imported: the stub and the reference of an exercise
have one name, and a trial runs. What an author got wrong is an
`ExerciseError`, with file and line.
"""

from __future__ import annotations

import difflib
import functools
import itertools
import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from helpers.checking.cells import Cell, cells_of
from helpers.checking.exercise import (
    Allowance,
    Case,
    Exercise,
    ExerciseError,
    Kind,
    Rule,
)

__all__ = ["find", "former_names", "load", "names", "notebooks"]

FOLDER = Path(__file__).resolve().parent.parent / "exercises"
TABLE = "notebooks.toml"  # which notebook has which exercises

MOST_NEAR = 4  # names that are offered in place of a wrong one
LIKENESS = 0.7  # of a word to that of a name

PROSE = ("task", "discussion", "solved")
CODE = ("imports", "stub", "trial", "reference", "cases", "rules")
TEXTS = ("stub", "trial", "reference", "discussion")  # as they stand

TASK = re.compile(r"# (?P<title>.+)\n(?P<facts>.+)\n\n(?P<task>(?s:.+))")
SOLVED = re.compile(
    r"yes: (?P<good>.+)\n\n(?:Another way: (?P<another>.+)\n\n)?"
    r"Try next: (?P<then>.+)"
)

_T = TypeVar("_T")


# Which exercises there are


def find(name: str, function: str = "") -> Exercise:
    """Return an exercise by its name, or by the number it once had.

    Raises `ValueError` where there is none, and names those that are like
    it; `function` is what the learner's function is called.
    """
    if not isinstance(name, str):
        raise TypeError(
            f"the name of an exercise is a text such as {names()[0]!r}, got "
            f"{type(name).__name__}"
        )
    if name not in names():
        name = former_names().get(name) or _unknown(name, function)
    path = FOLDER / f"{name.replace('-', '_')}.py"
    return _loaded(path, path.stat().st_mtime_ns)


def names() -> list[str]:
    """Return the names of all exercises."""
    return [_name(path) for path in _paths()]


@functools.cache
def former_names() -> Mapping[str, str]:
    """Return today's name for each number that an exercise once had."""
    facts = {path: _facts(_cells(path)["task"]) for path in _paths()}
    former = {each.get("former"): path for path, each in facts.items()}
    return {number: _name(path) for number, path in former.items() if number}


@functools.cache
def notebooks() -> Mapping[str, list[str]]:
    """Return the names of each notebook's exercises, in reading order."""
    return tomllib.loads((FOLDER / TABLE).read_text(encoding="utf-8"))


def _paths() -> list[Path]:
    return sorted(FOLDER.glob("[a-z]*.py"))


def _name(path: Path) -> str:
    return path.stem.replace("_", "-")


def _unknown(name: str, function: str) -> str:
    near = difflib.get_close_matches(name.lower(), names(), 1)
    near = near or _of_like_words(name) or _of_function(function)
    some = " or ".join(map(repr, near[:MOST_NEAR]))
    hint = f"do you mean {some}? " if near else ""
    raise ValueError(
        f"there is no exercise {name!r}: {hint}progress() shows their names"
    )


def _of_like_words(name: str) -> list[str]:
    """Return the exercises with a word in their names that is like this."""
    words = {word for each in names() for word in each.split("-")}
    near = difflib.get_close_matches(name.lower(), words, 1, LIKENESS)
    return [each for each in names() if {*near} & {*each.split("-")}]


def _of_function(function: str) -> list[str]:
    return [each for each in names() if find(each).function == function]


# One exercise


@functools.cache
def _loaded(path: Path, modified: int) -> Exercise:
    """Keep an exercise, until its author saves the file again."""
    return load(path)


def load(path: Path) -> Exercise:
    """Read the exercise in a file; `ExerciseError` says what is wrong."""
    cells = _cells(path)
    texts = {title: cells[title].text for title in TEXTS}
    solved = _parts(cells["solved"], SOLVED, "'yes: ...' and 'Try next: ...'")
    fields: dict[str, Any] = {**_facts(cells["task"]), **texts, **solved}
    cases, rules = _cases_and_rules(cells)
    return Exercise(
        name=_name(path),
        **fields,
        cases=tuple(cases),
        rules=tuple(rules),
        path=path,
        rules_line=cells["rules"].line,
    )


def _cells(path: Path) -> dict[str, Cell]:
    """Return the cells of an exercise by their titles: all, and no others."""
    cells: dict[str, Cell] = {}
    for cell in cells_of(path):
        if wrong := _misfit(cell, cells):
            raise ExerciseError(path, cell.mark or 1, wrong)
        cells[cell.title] = cell
    missing = [title for title in (*PROSE, *CODE) if title not in cells]
    if missing:
        raise ExerciseError(path, 1, f"there is no cell {missing[0]!r}")
    return cells


def _misfit(cell: Cell, before: dict[str, Cell]) -> str:
    """Say why a cell does not belong into an exercise, after some others."""
    title = cell.title
    if title not in (*PROSE, *CODE):
        return f"no cell is called {title!r}; see helpers.checking.load"
    if title in before:
        return f"there is a second cell {title!r}"
    if cell.is_markdown != (title in PROSE):
        form = f"[markdown] {title}" if title in PROSE else title
        return f"this cell begins with '# %% {form}'"
    return "" if cell.text else f"the cell {title!r} is empty"


def _parts(cell: Cell, form: re.Pattern[str], words: str) -> dict[str, Any]:
    """Return the parts of a cell of text, which has to have a form."""
    found = form.fullmatch(cell.text)
    if found is None:
        raise ExerciseError(cell.path, cell.line, f"{words} go here")
    return found.groupdict()


# The facts below a title: kind: fix it, function: crawl, formerly: 04-1


def _allowances(text: str) -> frozenset[Allowance]:
    return frozenset(map(Allowance, text.split(" + ")))


FACTS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "kind": ("kind", Kind),
    "function": ("function", str),
    "formerly": ("former", str),
    "allows": ("allows", _allowances),
    "most tasks": ("most_tasks", int),
    "longest": ("longest", float),
}  # what becomes of each: a field of an exercise, and its value
NEEDED = ("kind", "function")


def _facts(cell: Cell) -> dict[str, Any]:
    """Return the title of an exercise, its task, and the facts between."""
    fields = _parts(cell, TASK, "'# title', a line of facts, and the task")
    line = cell.line + 1
    for fact in fields.pop("facts").split(", "):
        key, _, value = fact.partition(": ")
        try:
            field, read = FACTS[key]
            fields[field] = read(value)
        except (KeyError, ValueError):
            words = f"{fact!r} is no fact; there are {', '.join(FACTS)}"
            raise ExerciseError(cell.path, line, words) from None
    for key in NEEDED:
        if key not in fields:
            words = f"the facts do not say the {key}"
            raise ExerciseError(cell.path, line, words)
    return fields


# Cases and rules


def _cases_and_rules(cells: dict[str, Cell]) -> tuple[list[Case], list[Rule]]:
    """Run the cells that make cases and rules, and return what they make."""
    names = {"__name__": f"helpers.exercises.{cells['rules'].path.stem}"}
    _run(cells["imports"], names)
    cases = _made(cells["cases"], Case, names)
    rules = _made(cells["rules"], Rule, names)
    for rule, case in itertools.product(rules, cases):
        if rule.needs and getattr(case, rule.needs) is None:
            cell = cells["cases"]
            words = f"a rule asks for {rule.needs!r}; a case has none: "
            raise ExerciseError(cell.path, cell.line, words + repr(case.words))
    return cases, rules


def _run(cell: Cell, names: dict[str, Any]) -> None:
    try:
        cell.run(names)
    except Exception as error:
        raise ExerciseError.of(error, cell.path, cell.line) from error


def _made(cell: Cell, kind: type[_T], names: dict[str, Any]) -> list[_T]:
    """Run a cell, and return the list that is called like it."""
    _run(cell, names)
    made = names.get(cell.title)
    if not made or not all(isinstance(each, kind) for each in made):
        words = f"this cell makes {cell.title!r}, a list of {kind.__name__}s"
        raise ExerciseError(cell.path, cell.line, words)
    return list(made)
