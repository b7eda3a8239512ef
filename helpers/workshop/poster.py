"""The poster: all idioms on one page, each with the record of its run.

It is laid out for A3, and A4 is the same page, smaller: everything on it is
a vector. All charts have one scale, so that lengths can be compared.
"""

from __future__ import annotations

import base64
import html
import logging
from pathlib import Path

from matplotlib.figure import Figure
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration

from helpers.charts.sentence import sentence
from helpers.charts.strip import apart, key
from helpers.charts.vectors import Letters, svg
from helpers.workshop.code import program_html
from helpers.workshop.fonts import font_faces
from helpers.workshop.idioms import IDIOMS, Idiom, code_of, timelines

__all__ = ["SIZES", "poster_html", "print_poster"]

STYLE = Path(__file__).with_name("poster.css")
SIZES = {"A3": 1.0, "A4": 2**-0.5}  # of the page that is laid out
CHART = 358  # px, the width of a chart
CHOICES = (  # a question, and the number of the card that answers it
    ("Each step needs the last?", 1),
    ("More work than may run at once?", 11),
    ("Each result useful as it comes?", 4),
    ("One failure ends all?", 10),
    ("Failures are results? return_exceptions,", 5),
    ("Decide between two results?", 7),
    ("Not for ever?", 12),
)
INTRODUCTION = (
    "The same three jobs, <code>a()</code> of 3 s and "
    "<code>b(name)</code> of 1 s, which <code>jobs()</code> makes. "
    "Each chart is the record of a real run of the lines above it: one lane "
    "for each task, ↳ for what it awaits, seconds from left to right. "
    "<code>create_task</code>, <code>wait</code> and the rest are asyncio's."
)


def print_poster(folder: Path) -> None:
    """Write the poster in each of its sizes."""
    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    page = HTML(string=poster_html())
    laid_out = page.render(font_config=FontConfiguration(), pdf_tags=True)
    for size, zoom in SIZES.items():
        path = folder / f"poster-{size}.pdf"
        laid_out.write_pdf(path, zoom=zoom, pdf_tags=True)


def poster_html() -> str:
    """Return the poster as an HTML document."""
    lines = list(timelines())
    figures = apart(lines, CHART)
    cards = "\n".join(
        _card(number, idiom, _image(figure, sentence(line)))
        for number, (idiom, line, figure) in enumerate(
            zip(IDIOMS, lines, figures, strict=True), 1
        )
    )
    look = font_faces() + STYLE.read_text(encoding="utf-8")
    legend = _image(key(lines), "what the marks mean")
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>asyncio, twelve ways</title><style>{look}</style></head>"
        f"<body><header><h1>asyncio, twelve ways</h1><p>{INTRODUCTION}</p>"
        f"</header>\n<main>{cards}</main>\n"
        f"<footer>{legend}<p>{_choices()}</p></footer></body></html>\n"
    )


def _card(number: int, idiom: Idiom, chart: str) -> str:
    title = html.escape(idiom.title)
    return (
        f'<section><h2><span class="number">{number}</span> {title}'
        f'<span class="where">notebook {idiom.notebook}</span></h2>'
        f"{program_html(code_of(idiom))}"
        f'<div class="chart">{chart}</div>'
        f'<p class="trade"><b>for</b> {html.escape(idiom.good_for)} '
        f"&ensp;<b>price</b> {html.escape(idiom.price)}</p></section>"
    )


def _choices() -> str:
    return " · ".join(
        f"{html.escape(question)} <b>{number}</b>"
        for question, number in CHOICES
    )


def _image(figure: Figure, words: str) -> str:
    drawn = svg(figure, Letters.TEXT).encode()
    data = base64.b64encode(drawn).decode("ascii")
    alt = html.escape(words, quote=True)
    return f'<img src="data:image/svg+xml;base64,{data}" alt="{alt}">'
