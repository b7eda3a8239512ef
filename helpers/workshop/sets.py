"""What one process makes: a set for one audience, or the poster.

WeasyPrint needs a library of the system, Pango; where that is missing the
error says so, and how to get it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from helpers.workshop.executing import Notebook
from helpers.workshop.sheets import Audience, Medium, document, sheet

__all__ = ["make_poster", "make_set"]

PANGO = (
    "WeasyPrint cannot find Pango, which draws its text: "
    "'apt install libpango-1.0-0 libpangoft2-1.0-0' on Debian or Ubuntu, "
    "'brew install pango' on a Mac; on Windows see "
    "https://doc.courtbouillon.org/weasyprint/stable/first_steps.html"
)


def make_set(
    notebooks: Sequence[Notebook],
    audience: Audience,
    paper: str,
    folder: Path,
) -> int:
    """Write the HTML and the PDFs of a set; return how many pages it has."""
    place = folder / audience.value
    place.mkdir(parents=True, exist_ok=True)
    for notebook in notebooks:
        body = sheet(notebook, audience, Medium.SCREEN)
        text = document(f"{notebook.number} {notebook.title}", body)
        path = place / f"{notebook.name}.html"
        path.write_text(text, encoding="utf-8", newline="\n")
    _check_pango()
    from helpers.workshop.printing import print_set

    return print_set(notebooks, audience, paper, place)


def make_poster(folder: Path) -> None:
    """Write the poster."""
    _check_pango()
    from helpers.workshop.poster import print_poster

    print_poster(folder)


def _check_pango() -> None:
    """Raise an error with advice where WeasyPrint cannot be loaded."""
    try:
        import weasyprint  # noqa: F401
    except OSError as error:
        raise RuntimeError(PANGO) from error
