"""What instructors get: notes in the notebooks, routes and an email."""

import re

import pytest

from helpers.checking.load import names
from tests.test_notebooks_hygiene import minutes_of
from tests.tools.markdown_text import links
from tests.tools.notebook_files import NOTEBOOKS, ROOT, read

WORKSHOP = ROOT / "helpers" / "workshop"
ROUTES = (WORKSHOP / "routes.md").read_text(encoding="utf-8")
EMAIL = (WORKSHOP / "email.md").read_text(encoding="utf-8")
LENGTHS = {
    "90 minutes: what asyncio is for": 90,
    "Three hours: results when you need them": 180,
    "A day: from an await to a server": 450,
}
QUESTION = re.compile(
    r"\*\*Q\d\.\*\* (?P<text>.+)\n\n(?P<answers>(?:- .+\n)+)\n"
    r"\*Right: (?P<right>[A-C])"
)

every_notebook = pytest.mark.parametrize(
    "path", NOTEBOOKS, ids=lambda path: path.stem
)


def notes_of(path):
    """Return the sources of the cells for instructors, by their ids."""
    return {
        cell["id"]: cell["source"]
        for cell in read(path)["cells"]
        if "instructor" in cell["metadata"].get("tags", [])
    }


def minutes_in(text):
    return [int(x) for x in re.findall(r"^\| *(\d+) *\|", text, re.MULTILINE)]


# In the notebooks


@every_notebook
def test_there_are_one_to_three_notes_of_text(path):
    notes = notes_of(path)
    assert 1 <= len(notes) <= 3
    kinds = {
        cell["cell_type"]
        for cell in read(path)["cells"]
        if cell["id"] in notes
    }
    assert kinds == {"markdown"}
    assert all(name.startswith("instructor-") for name in notes)


@every_notebook
def test_the_minutes_of_the_sections_add_up(path):
    plan = notes_of(path)["instructor-plan"]
    assert sum(minutes_in(plan)) == minutes_of(path)
    assert "*When time is short*" in plan


@every_notebook
def test_there_are_questions_with_distractors(path):
    text = notes_of(path)["instructor-questions"]
    found = list(QUESTION.finditer(text + "\n"))
    assert len(found) == text.count("**Q") >= 2
    for question in found:
        answers = re.findall(r"^- ([A-C])\.", question["answers"], re.M)
        assert answers == ["A", "B", "C"]


@every_notebook
def test_the_exercises_that_a_note_names_are_there(path):
    text = "\n".join(notes_of(path).values())
    named = set(re.findall(r"`([a-z]+(?:-[a-z]+)+)`", text))
    assert named <= {*names()}


@every_notebook
def test_a_note_stands_neither_first_nor_last(path):
    ids = [cell["id"] for cell in read(path)["cells"]]
    assert not {ids[0], ids[-1]} & {*notes_of(path)}


# Routes and email


def routes():
    parts = re.split(r"^## (.+)$", ROUTES, flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def test_there_are_three_routes():
    assert [*routes()] == [*LENGTHS]


@pytest.mark.parametrize("title", LENGTHS)
def test_the_minutes_of_a_route_add_up(title):
    assert sum(minutes_in(routes()[title])) == LENGTHS[title]
    assert "| break |" in routes()[title]


@pytest.mark.parametrize("title", LENGTHS)
def test_a_route_names_what_is_there(title):
    rows = re.findall(
        r"^\| *\d+ *\| (.+?) \| (\d\d)? *\|$", routes()[title], re.MULTILINE
    )
    starts = {path.name[:2] for path in NOTEBOOKS}
    assert {number for _, number in rows if number} <= starts
    named = re.findall(r"`([a-z]+(?:-[a-z]+)+)`", ROUTES)
    assert {*named} <= {*names()}


def test_the_email_asks_for_what_the_makefile_has():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"`make ([a-z-]+)`", EMAIL)
    assert targets == ["lab", "check-room"]
    assert all(f"\n{target}: ##" in makefile for target in targets)
    assert "helpers\\room.py" in EMAIL
    assert (ROOT / "helpers" / "room.py").exists()
    assert links(EMAIL) == []
