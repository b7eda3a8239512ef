"""A notebook as a sheet: an HTML document for the screen and for paper.

A learner's sheet has for each exercise a grid to draw its chart on; an
instructor's has the notes, and the solutions with their charts.
"""

from __future__ import annotations

import base64
import enum
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from helpers.charts.blank import blank
from helpers.charts.vectors import Letters, svg
from helpers.workshop.cells import Cell, Output, Picture, Table, Text
from helpers.workshop.code import output_html, program_html
from helpers.workshop.executing import Notebook, Solution
from helpers.workshop.prose import html_of, without_navigation

__all__ = [
    *("COURSE", "Audience", "Medium"),
    *("document", "picture_html", "ratios", "sheet"),
]

COURSE = "asyncio's idioms, run and charted"
STYLE = Path(__file__).with_name("sheet.css")
MOST_LANES = 10  # of a grid
MOST_ROWS = 10  # of a table that is kept together
FEW_LANES = 2  # main, and one more
VIEW_BOX = re.compile(r'viewBox="0 0 (?P<wide>[\d.]+) (?P<high>[\d.]+)"')
DEFINED = re.compile(r"\b(?:def|class) (\w+)")


class Audience(enum.Enum):
    """For whom a set of sheets is."""

    LEARNER = "learner"
    INSTRUCTOR = "instructor"


class Medium(enum.Enum):
    """Where a sheet is read; paper has fonts of ours, a screen may not."""

    SCREEN = "screen"
    PAPER = "paper"


@dataclass(frozen=True)
class _Writer:
    """Writes the cells of one notebook."""

    notebook: Notebook
    audience: Audience
    medium: Medium

    def body(self) -> Iterator[str]:
        """Yield the HTML of all cells that this audience gets."""
        for cell in self.notebook.cells:
            if not cell.is_for_instructors or self._is_for_instructor:
                yield from self._cell(cell)

    def ratios(self) -> Iterator[tuple[str, float]]:
        """Yield the height of each cell's charts, in widths."""
        for cell in self.notebook.cells:
            charts = [x for x in cell.outputs if isinstance(x, Picture)]
            if charts and not any(map(_is_long, charts)):
                yield self._name(cell), sum(map(_ratio, charts))
            if solution := self._solution_of(cell, "check-"):
                if solution.picture and not _is_long(solution.picture):
                    name = self._solution_name(solution)
                    yield name, _ratio(solution.picture)

    def _name(self, cell: Cell) -> str:
        return f"{self.notebook.number}-cell-{cell.id}"

    def _solution_name(self, solution: Solution) -> str:
        return f"{self.notebook.number}-solution-{solution.exercise}"

    @property
    def _is_for_instructor(self) -> bool:
        return self.audience is Audience.INSTRUCTOR

    def _cell(self, cell: Cell) -> Iterator[str]:
        name = self._name(cell)
        if not cell.is_code:
            kind = "note" if cell.is_for_instructors else "prose"
            yield _section(kind, name, self._prose(cell))
            yield from self._grid_below(cell)
            return
        outputs = "".join(map(self._output, cell.outputs))
        program = program_html(cell.source)
        kind = "cell long" if any(map(_is_long, cell.outputs)) else "cell"
        yield _section(kind, name, program + outputs)
        if self._is_for_instructor:
            yield from self._solution_below(cell)

    def _prose(self, cell: Cell) -> str:
        text = cell.source
        if self.medium is Medium.PAPER:
            text = without_navigation(text)
        return self._markdown(text)

    def _markdown(self, text: str) -> str:
        on_paper = self.medium is Medium.PAPER
        return html_of(text, self.notebook.number, addresses=on_paper)

    def _output(self, output: Output) -> str:
        if isinstance(output, Text):
            return output_html(output.text)
        if isinstance(output, Table):
            return f'<div class="table">{output.html}</div>'
        return picture_html(output, self.medium)

    def _grid_below(self, cell: Cell) -> Iterator[str]:
        """Yield a grid to draw on, below the task of an exercise."""
        solution = self._solution_of(cell, "task-")
        if solution and (grid := self._grid(solution)):
            words = "<p>The chart that you expect:</p>"
            name = f"{self._name(cell)}-grid"
            yield _section("cell grid", name, words + grid)

    def _solution_below(self, cell: Cell) -> Iterator[str]:
        """Yield how to solve an exercise, below its check."""
        if solution := self._solution_of(cell, "check-"):
            yield self._solved(solution)

    def _solution_of(self, cell: Cell, part: str) -> Solution | None:
        if not cell.id.startswith(part):
            return None
        return self.notebook.solutions.get(cell.id.removeprefix(part))

    def _solved(self, solution: Solution) -> str:
        parts = [
            "<h4>One solution</h4>",
            program_html(solution.program),
            picture_html(solution.picture, self.medium)
            if solution.picture
            else "",
            self._markdown(solution.discussion),
        ]
        if solution.another:
            parts.append(self._markdown(f"*Another way*: {solution.another}"))
        name = self._solution_name(solution)
        return _section("note solution", name, "".join(parts))

    def _grid(self, solution: Solution) -> str:
        """Return an empty grid with the lanes that a solution has."""
        stub = self._stub_picture(solution.exercise)
        labels, seconds = _lanes(stub, solution)
        if not labels:
            return ""
        picture = blank(labels, seconds)
        words = "An empty time grid with the lanes " + ", ".join(labels)
        return _image(svg(picture, self._letters), words)

    @property
    def _letters(self) -> Letters:
        return _letters(self.medium)

    def _stub_picture(self, exercise: str) -> Picture | None:
        for cell in self.notebook.cells:
            if cell.id == f"mine-{exercise}":
                found = (x for x in cell.outputs if isinstance(x, Picture))
                return next(found, None)
        return None


def _section(kind: str, name: str, body: str) -> str:
    return f'<section class="{kind}" id="{name}">{body}</section>'


def _ratio(picture: Picture) -> float:
    """Return the height of a picture, in widths; 0 for one of dots."""
    if found := VIEW_BOX.search(picture.worded):
        return float(found["high"]) / float(found["wide"])
    return 0.0


def _is_long(output: Output) -> bool:
    """Tell whether a page may end in the middle: between charts, or rows."""
    if isinstance(output, Table):
        return output.html.count("<tr") > MOST_ROWS
    return isinstance(output, Picture) and bool(output.pieces)


def _lanes(
    stub: Picture | None, solution: Solution
) -> tuple[list[str], float]:
    """Return the names of a grid's lanes, and how many seconds it has.

    Neither tells how it is solved: no functions of the solution's own, the
    order is that of the stub, and the time is enough for either.
    """
    solved = solution.picture
    own = set(DEFINED.findall(solution.program))
    first = [*stub.labels] if stub else []
    later = sorted(solved.labels if solved else ())
    main = first[:1]
    labels = [
        label
        for label in dict.fromkeys([*first, *later])
        if label in main or not _is_inner(label, own)
    ]
    labels = _without_sleeps(labels)
    times = [each.seconds for each in (stub, solved) if each]
    return labels[:MOST_LANES], max(times, default=0.0) or 1.0


def _without_sleeps(labels: list[str]) -> list[str]:
    """Leave out what the calls consist of, where there are calls."""
    calls = [label for label in labels if not label.startswith("sleeper(")]
    return calls if len(calls) > FEW_LANES else labels


def _is_inner(label: str, own: set[str]) -> bool:
    """Tell whether a lane is of a solution's own, or of a library's."""
    function = label.partition("(")[0]
    return function in own or "." in function or function == "sleep"


def picture_html(picture: Picture, medium: Medium) -> str:
    """Return a chart as a figure, with its sentence as alternative text."""
    words = picture.sentence or picture.text
    if picture.png:
        data = base64.b64encode(picture.png).decode("ascii")
        return _figure(f"data:image/png;base64,{data}", words)
    if medium is Medium.SCREEN:
        return _image(picture.outlined, words)
    pieces = picture.pieces or [(picture.worded, words)]
    return "".join(_image(drawn, said) for drawn, said in pieces)


def _image(drawn: str, words: str) -> str:
    data = base64.b64encode(drawn.encode()).decode("ascii")
    return _figure(f"data:image/svg+xml;base64,{data}", words)


def _figure(address: str, words: str) -> str:
    alt = html.escape(" ".join(words.split()), quote=True)
    return f'<figure><img src="{address}" alt="{alt}"></figure>'


def _letters(medium: Medium) -> Letters:
    return Letters.TEXT if medium is Medium.PAPER else Letters.OUTLINES


def ratios(notebook: Notebook, audience: Audience) -> dict[str, float]:
    """Return the height of the charts of each section, in widths."""
    return dict(_Writer(notebook, audience, Medium.PAPER).ratios())


def sheet(notebook: Notebook, audience: Audience, medium: Medium) -> str:
    """Return the body of a notebook's sheet."""
    body = "\n".join(_Writer(notebook, audience, medium).body())
    number = notebook.number
    return f'<article id="{number}" class="{audience.value}">{body}</article>'


def document(title: str, body: str, style: str = "") -> str:
    """Return a whole HTML document; `style` comes after that of sheets."""
    look = STYLE.read_text(encoding="utf-8") + style
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{html.escape(title)}</title>\n<style>\n{look}</style>\n"
        f"</head>\n<body>\n{body}\n</body>\n</html>\n"
    )
