"""The table of what was seen: as plain text, and as HTML.

nbval compares the text, and the HTML too; people see the HTML.
"""

from __future__ import annotations

import html
from collections import defaultdict
from collections.abc import Iterator, Sequence

from helpers.clocks.variation import Kind
from helpers.exploring.attempt import Ending
from helpers.exploring.found import Found
from helpers.labels import cut_apart
from helpers.signs import columns, printable
from helpers.timeline.seconds import seconds_text

__all__ = ["as_html", "as_text", "ending_words"]

LONGEST = 70  # signs of a result, or of what was printed
HEADS = ("", "times", "seed", "seconds", "with", "what came of it")
RIGHT = (1, 2)  # columns of numbers
CELL = "text-align:left;vertical-align:top"


def ending_words(endings: Sequence[Ending]) -> list[str]:
    """Say what came of each of some runs, so that they can be told apart.

    What was printed is not said where the end tells that already.
    """
    ends = _cut([_ended(each) for each in endings])
    lines = _cut([", ".join(x.printed.split("\n")[:-1]) for x in endings])
    printed: dict[str, set[str]] = defaultdict(set)
    for end, each in zip(ends, endings, strict=True):
        printed[end].add(each.printed)
    words = []
    for end, line, each in zip(ends, lines, endings, strict=True):
        if not each.printed or (len(printed[end]) == 1 and end != "returned"):
            words.append(end)
        elif end == "returned":
            words.append(f"printed {line}")
        else:
            words.append(f"{end}; printed {line}")
    return words


def _cut(texts: Sequence[str]) -> list[str]:
    """Shorten texts; those that differ still do."""
    labels = cut_apart(set(texts), LONGEST)
    for text, label in labels.items():
        if label != text and label.endswith("...)"):  # as calls are cut
            labels[text] = label[:-1]
    return [labels[text] for text in texts]


def _ended(ending: Ending) -> str:
    if ending.how == "DeadlockError":
        return "deadlock: nobody was left to wake anybody"
    if ending.how == "LimitError":
        return "went on and on: stopped at the limit"
    if ending.how:
        return f"raised {ending.error}"
    return "returned" if ending.returned_none else f"returned {ending.result}"


def _rows(found: Sequence[Found]) -> Iterator[tuple[str, ...]]:
    for each in found:
        least, most = map(_rounded, each.seconds)
        seconds = least if least == most else f"{least} to {most}"
        yield (
            each.name,
            str(each.times),
            str(each.seed),
            seconds,
            ", ".join(_kind(*pair) for pair in each.kinds),
            printable(each.words),
        )


def _rounded(seconds: float) -> str:
    return seconds_text(round(seconds, 2))


def _kind(kind: Kind, times: int) -> str:
    return "as it is" if kind is Kind.PLAIN else f"{kind.value} {times}"


def as_text(head: str, found: Sequence[Found], foot: Sequence[str]) -> str:
    """Return the table in plain text, between a line and some more."""
    rows = [HEADS, *_rows(found)]
    wide = [max(map(columns, column)) for column in zip(*rows, strict=True)]
    lines = [head, ""]
    for row in rows:
        cells = [
            _padded(cell, width, place in RIGHT)
            for place, (cell, width) in enumerate(zip(row, wide, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join([*lines, *([""] * bool(foot)), *foot])


def _padded(cell: str, width: int, right: bool) -> str:
    room = " " * (width - columns(cell))
    return room + cell if right else cell + room


def as_html(head: str, found: Sequence[Found], foot: Sequence[str]) -> str:
    """Return the table in HTML, with the same words."""
    heads = "".join(
        f'<th scope="col" style="{CELL}">{each or "outcome"}</th>'
        for each in HEADS
    )
    rows = "".join(map(_html_row, _rows(found)))
    notes = "".join(f"<p>{html.escape(line)}</p>" for line in foot)
    return (
        '<table tabindex="0">'
        f'<caption style="{CELL}">{html.escape(head)}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>{notes}"
    )


def _html_row(row: Sequence[str]) -> str:
    name, *cells = map(html.escape, row)
    rest = "".join(f'<td style="{CELL}">{cell}</td>' for cell in cells)
    return f'<tr><th scope="row" style="{CELL}">{name}</th>{rest}</tr>'
