"""Tables of HTML, in which every text stays a text."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator, Sequence

__all__ = ["number", "quoted", "table", "td", "th"]


def table(
    caption: str,
    head: Sequence[str],
    rows: Iterable[Iterable[str]],
    numbers: Iterable[int] = (),
) -> Iterator[str]:
    """Yield the lines of a table; the columns `numbers` stand to the right."""
    words = f"<caption>{html.escape(caption)}</caption>" if caption else ""
    yield f'<div class="wide" tabindex="0"><table>{words}<thead><tr>'
    right = {*numbers}
    for place, name in enumerate(head):
        look = ' class="number"' if place in right else ""
        yield f'<th scope="col"{look}>{html.escape(name)}</th>'
    yield "</tr></thead><tbody>"
    for row in rows:
        yield f"<tr>{''.join(row)}</tr>"
    yield "</tbody></table></div>"


def td(text: str) -> str:
    """Return a cell."""
    return f"<td>{html.escape(text)}</td>"


def th(text: str) -> str:
    """Return the cell that heads a row."""
    return f'<th scope="row">{html.escape(text)}</th>'


def number(text: str) -> str:
    """Return a cell that stands to the right."""
    return f'<td class="number">{html.escape(text)}</td>'


def quoted(text: str) -> str:
    """Return a text for within an attribute."""
    return html.escape(text, quote=True)
