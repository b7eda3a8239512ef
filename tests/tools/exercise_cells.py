"""The cells of a notebook's exercises, made from the exercises' files.

Each exercise is three cells: the task, a stub that runs, the check. They
follow the cell with the heading "Exercises"; `make notebooks` puts them
there, and a test holds the stored notebooks against them.
"""

from __future__ import annotations

import re
from typing import Any

from helpers.checking.exercise import Exercise
from helpers.checking.load import find, names, notebooks

__all__ = ["cells_for", "with_exercises"]

HEADING = re.compile(r"^## Exercises$", re.MULTILINE)
PARTS = ("task", "mine", "check")


def cells_for(exercise: Exercise) -> list[dict[str, Any]]:
    """Return the three cells of an exercise, of which nothing was run."""
    one = exercise
    heading = f"### {one.title} ({one.kind.value})"
    task, mine, check = (f"{part}-{one.name}" for part in PARTS)
    call = f'check("{one.name}", {one.function})'
    return [
        _cell("markdown", task, f"{heading}\n\n{one.task}"),
        _cell("code", mine, f"{one.stub}\n\n\n{one.trial}"),
        _cell("code", check, call),
    ]


def _cell(kind: str, cell_id: str, source: str) -> dict[str, Any]:
    cell: dict[str, Any] = {
        "cell_type": kind,
        "id": cell_id,
        "source": source,
        "metadata": {},
    }
    if kind == "code":
        cell |= {"execution_count": None, "outputs": []}
    return cell


def with_exercises(notebook: dict[str, Any], name: str) -> dict[str, Any]:
    """Return a notebook with its exercises as they are in their files.

    A cell that is there keeps its outputs, which may be old ones.
    """
    known = {f"{part}-{each}" for part in PARTS for each in names()}
    before = {cell["id"]: cell for cell in notebook["cells"] if "id" in cell}
    cells = [c for c in notebook["cells"] if c.get("id") not in known]
    made = [
        {**cell, **before.get(cell["id"], {}), "source": cell["source"]}
        for each in notebooks().get(name, [])
        for cell in cells_for(find(each))
    ]
    if made:
        place = _place_of_heading(cells, name) + 1
        cells[place:place] = made
    return {**notebook, "cells": cells}


def _place_of_heading(cells: list[dict[str, Any]], name: str) -> int:
    for place, cell in enumerate(cells):
        if cell["cell_type"] == "markdown" and HEADING.search(cell["source"]):
            return place
    raise ValueError(f"{name} has exercises, and no heading '## Exercises'")
