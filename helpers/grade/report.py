"""The tables: two files for a spreadsheet, and one page to look at.

Names and texts come from learners: in a spreadsheet none of them may become
a formula, in the page none may become markup.
"""

from __future__ import annotations

import base64
import csv
import html
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from helpers.charts.sentence import sentence
from helpers.grade.marks import Mark, Mistake
from helpers.timeline.model import Timeline

__all__ = ["PAGE", "write"]

PAGE = "marks.html"
MARKS, MISTAKES = "marks.csv", "mistakes.csv"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
MOST_LANES, MOST_STEPS = 200, 20_000  # of all charts below one mistake

MARK_HEAD = (
    "learner file notebook exercise verdict tries hint notebook_says remark"
).split()
MISTAKE_HEAD = "exercise learners mistake example names".split()

STYLE = """
body { font: 16px/1.4 system-ui, sans-serif; color: #222; margin: 2em; }
table { border-collapse: collapse; margin: 1em 0 3em; }
caption { font-weight: bold; text-align: left; padding: .5em 0; }
th, td { text-align: left; vertical-align: top; padding: .3em .7em;
  border-bottom: 1px solid #bbb; }
thead th { border-bottom: 2px solid #222; }
img { display: block; max-width: 50em; }
@media print { body { font-size: 10pt; margin: 0; }
  tr { break-inside: avoid; } }
"""


def write(
    folder: Path,
    marks: Sequence[Mark],
    mistakes: Sequence[Mistake],
    sentences: Sequence[str],
) -> None:
    """Write all tables into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = [_row(mark) for mark in marks]
    found = [_row_of_mistake(mistake) for mistake in mistakes]
    _write_csv(folder / MARKS, MARK_HEAD, rows)
    _write_csv(folder / MISTAKES, MISTAKE_HEAD, found)
    page = "\n".join(_page(rows, mistakes, sentences))
    (folder / PAGE).write_text(page, encoding="utf-8")


def _row(mark: Mark) -> list[str]:
    tries = "" if mark.tries is None else str(mark.tries)
    return [
        *(mark.learner, mark.file, mark.notebook, mark.exercise, mark.state),
        *(tries, mark.line, mark.says, mark.remark),
    ]


def _row_of_mistake(one: Mistake) -> list[str]:
    names = ", ".join(one.learners)
    count = str(len(one.learners))
    return [one.exercise, count, one.mistake, one.line, names]


def _write_csv(
    path: Path, head: Sequence[str], rows: Iterable[Sequence[str]]
) -> None:
    # With a mark in front, so that Excel reads it as UTF-8.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        writer.writerows(map(_harmless, row) for row in rows)


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text


def _page(
    rows: Sequence[Sequence[str]],
    mistakes: Sequence[Mistake],
    sentences: Sequence[str],
) -> Iterator[str]:
    yield "<!DOCTYPE html>"
    yield '<html lang="en"><head><meta charset="utf-8"><title>Marks</title>'
    yield f"<style>{STYLE}</style></head><body><h1>Marks</h1>"
    yield from (f"<p>{html.escape(each)}</p>" for each in sentences)
    cells = (map(html.escape, row) for row in rows)
    yield from _table("Who solved what", MARK_HEAD, cells)
    found = map(_cells_of_mistake, mistakes)
    yield from _table("Who met which mistake", [*MISTAKE_HEAD, "chart"], found)
    yield "</body></html>"


def _cells_of_mistake(one: Mistake) -> list[str]:
    return [*map(html.escape, _row_of_mistake(one)), _charts(one.charts)]


def _table(
    caption: str, head: Sequence[str], rows: Iterable[Iterable[str]]
) -> Iterator[str]:
    yield f"<table><caption>{caption}</caption><thead><tr>"
    names = (name.replace("_", " ") for name in head)
    yield "".join(f'<th scope="col">{name}</th>' for name in names)
    yield "</tr></thead><tbody>"
    for row in rows:
        yield f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>"
    yield "</tbody></table>"


def _charts(text: str) -> str:
    """Return the charts that a worker sent as a picture; "" if they are odd.

    An `img` runs no script, whatever stands in it.
    """
    try:
        timelines = Timeline.read_json(text) if text else ()
        return _picture(timelines) if _are_small(timelines) else ""
    except Exception:  # it is a learner's process that has made them
        return ""


def _are_small(timelines: Sequence[Timeline]) -> bool:
    lanes = [lane for one in timelines for lane in one.lanes]
    steps = sum(len(lane.steps) for lane in lanes)
    return 0 < len(lanes) <= MOST_LANES and steps <= MOST_STEPS


def _picture(timelines: Sequence[Timeline]) -> str:
    from helpers.charts.picture import gantt

    out = io.BytesIO()
    gantt(*timelines).savefig(out, format="svg")
    data = base64.b64encode(out.getvalue()).decode("ascii")
    words = html.escape(" ".join(map(sentence, timelines)), quote=True)
    return f'<img alt="{words}" src="data:image/svg+xml;base64,{data}">'
