"""Runs notebooks on the virtual clock, for charts that are vectors.

Each runs in a kernel of its own, as `make notebooks` does it, and after its
cells the solutions of its exercises run as well: an instructor sees their
charts, and a learner gets a grid with the names of their lanes.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbclient.exceptions import CellControlSignal, DeadKernelError

from helpers.checking.exercise import Exercise
from helpers.checking.load import find, notebooks
from helpers.workshop.cells import Cell, Picture, cells_of
from helpers.workshop.kernels import clean_environ, executor

__all__ = ["Notebook", "Solution", "all_executed"]

HOOK = (
    "from helpers.workshop.in_kernel import draw_vectors\n"
    "draw_vectors()\n"
    "del draw_vectors"
)
MAY_FAIL = {"tags": ["raises-exception"]}


@dataclass(frozen=True)
class Solution:
    """One way to solve an exercise, and its chart, where it has one."""

    exercise: str
    program: str
    discussion: str
    another: str
    picture: Picture | None


@dataclass(frozen=True)
class Notebook:
    """A notebook that was run: its cells, and how its exercises are solved."""

    name: str
    cells: tuple[Cell, ...]
    solutions: dict[str, Solution] = field(default_factory=dict)

    @property
    def number(self) -> str:
        """The digits in front of its name."""
        return self.name[:2]

    @property
    def title(self) -> str:
        """What stands in its first heading."""
        return self.cells[0].source.partition("\n")[0].lstrip("# ")


def all_executed(paths: Iterable[Path]) -> list[Notebook]:
    """Run notebooks, several at a time; they are returned in their order."""
    return asyncio.run(_all(list(paths)))


async def _all(paths: list[Path]) -> list[Notebook]:
    # The last notebooks wait for what is real: they begin first, and leave
    # the processors to others.
    places = asyncio.Semaphore(2 * (os.cpu_count() or 1))

    async def one(path: Path) -> Notebook:
        async with places:
            return await _executed(path)

    backwards = await asyncio.gather(*map(one, reversed(paths)))
    return backwards[::-1]


async def _executed(path: Path) -> Notebook:
    """Run one notebook; an error says in which."""
    exercises = [find(name) for name in notebooks().get(path.stem, [])]
    node = nbformat.read(path, 4)
    count = len(node.cells)
    hook = nbformat.v4.new_code_cell(HOOK)
    answers = [
        nbformat.v4.new_code_cell(answer(each), metadata=MAY_FAIL)
        for each in exercises
    ]
    node.cells = [*node.cells, hook, *answers]
    try:
        await _run(node, path.parent, count)
    except (CellControlSignal, DeadKernelError) as error:
        raise RuntimeError(f"{path.name} cannot be run: {error}") from error
    cells = list(cells_of(node))
    pictures = map(_first_picture, cells[count + 1 :])
    solutions = {
        each.name: _solution(each, picture)
        for each, picture in zip(exercises, pictures, strict=True)
    }
    return Notebook(path.stem, tuple(cells[:count]), solutions)


async def _run(node: nbformat.NotebookNode, folder: Path, count: int) -> None:
    """Run the hook, which is cell `count`, and then the cells in order."""
    client = executor(node, folder)
    with clean_environ(COURSE_CLOCK="virtual") as environ:
        async with client.async_setup_kernel(env=environ):
            order = [count, *range(count), *range(count + 1, len(node.cells))]
            for place in order:
                await client.async_execute_cell(
                    node.cells[place], place, store_history=place < count
                )


def answer(exercise: Exercise) -> str:
    """Return a cell that does what the exercise asks for."""
    parts = exercise.stub, exercise.reference, exercise.trial
    return "\n\n\n".join(parts)


def _solution(exercise: Exercise, picture: Picture | None) -> Solution:
    one = exercise
    another = one.another or ""
    return Solution(one.name, one.reference, one.discussion, another, picture)


def _first_picture(cell: Cell) -> Picture | None:
    found = (each for each in cell.outputs if isinstance(each, Picture))
    return next(found, None)
