"""The slides of a notebook, with what the speaker says at each.

Tags in the notebook say what is a slide; where there are none, its form does.
What is tagged `instructor` is for the speaker, at the slide that it speaks of.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from helpers.workshop.cells import Cell
from helpers.workshop.sections import parted
from helpers.workshop.slide import Prose, Slide, prose_of
from helpers.workshop.speaker import EXERCISES, pieces, place_of
from helpers.workshop.tagged import TAGS, Tagged
from helpers.workshop.untagged import Untagged

__all__ = ["deck"]

TASK = "task-"


def deck(cells: Sequence[Cell]) -> list[Slide]:
    """Return the slides of a notebook."""
    is_tagged = any(cell.tags & TAGS for cell in cells)
    dealer = Tagged() if is_tagged else Untagged()
    for place, cell in enumerate(cells):
        following = cells[place + 1] if place + 1 < len(cells) else None
        if not cell.is_for_instructors:
            dealer.take(cell, following)
    slides = [_with_tasks(slide, cells) for slide in dealer.slides]
    return _with_instructors_notes(slides, cells)


def _with_tasks(slide: Slide, cells: Sequence[Cell]) -> Slide:
    """List the tasks on the slide of the exercises; what stands there is said.

    A room wants to know what to do, and how a check works when it meets one.
    """
    tasks = [cell for cell in cells if cell.id.startswith(TASK)]
    if slide.title != EXERCISES or not tasks:
        return slide
    lines = [
        f"- {parted(task.source)[0]}: `{task.id.removeprefix(TASK)}`"
        for task in tasks
    ]
    shown = replace(slide, blocks=(Prose("\n".join(lines)),))
    return shown.with_notes(prose_of(slide.blocks))


def _with_instructors_notes(
    slides: list[Slide], cells: Sequence[Cell]
) -> list[Slide]:
    shown = [(slide.title, slide.cells) for slide in slides]
    for at, cell in enumerate(cells):
        if cell.is_for_instructors and slides:
            for piece in pieces(cell.source):
                place = place_of(piece, at, cells, shown)
                slides[place] = slides[place].with_notes(piece)
    return slides
