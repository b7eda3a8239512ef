"""The slides of a notebook, with what the speaker says at each.

Tags in the notebook say what is a slide; where there are none, its form does.
What is tagged `instructor` is for the speaker, at the slide that it speaks of.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
    """Put an instructor's notes in front of what is said of a slide.

    A question for a show of hands is asked before anything is explained.
    """
    shown = [(slide.title, slide.cells) for slide in slides]
    said: list[list[str]] = [[] for _ in slides]
    for at, cell in enumerate(cells):
        if cell.is_for_instructors and slides:
            for piece in pieces(cell.source):
                said[place_of(piece, at, cells, shown)].append(piece)
    return [
        replace(slide, notes=(*_once_headed(notes), *slide.notes))
        for slide, notes in zip(slides, said, strict=True)
    ]


def _once_headed(notes: Sequence[str]) -> Iterator[str]:
    """Yield notes, without a heading that is that of the one before."""
    last = ""
    for note in notes:
        head, _, rest = note.partition("\n\n")
        yield rest if head == last else note
        last = head
