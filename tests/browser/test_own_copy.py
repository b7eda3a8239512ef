"""A learner's copy in a real JupyterLab: its links, and work in it."""

import pytest

from helpers.lab.working_copy import Fate, update
from tests.tools.notebook_files import NOTEBOOKS
from tests.tools.real_lab import Notebook

NAMES = [path.name for path in NOTEBOOKS]


@pytest.fixture
def opened(lab, browser):
    """Opens notebooks of the copy; closes them in the end."""
    context = browser.new_context(viewport={"width": 1360, "height": 900})
    notebooks = []

    def open_one(name):
        page = context.new_page()
        notebooks.append(Notebook(page, lab, name, folder="my-course"))
        return notebooks[-1]

    yield open_one
    for notebook in notebooks:
        notebook.close()
    context.close()


def test_an_answer_that_was_saved_is_kept(course, opened):
    name = NAMES[3]
    notebook = opened(name)
    notebook.source(2, "my answer")
    notebook.save()
    original = course / "notebooks" / name
    before = original.read_bytes()
    original.write_bytes(before.replace(b"# ", b"# New: ", 1))
    report = update(course / "notebooks", course / "my-course")
    original.write_bytes(before)
    assert report[Fate.KEEP] == (name,)
    assert "my answer" in (course / "my-course" / name).read_text("utf-8")


@pytest.mark.parametrize(
    ("link", "path"),
    [
        (NAMES[14], f"my-course/{NAMES[14]}"),
        ("wsgi_wait_cost.png", "benchmarks/wsgi_wait_cost.png"),
    ],
)
def test_a_link_opens_what_it_names_in_jupyterlab(opened, link, path):
    page = opened(NAMES[13]).page
    page.click(f".jp-MarkdownOutput a[href*='{link}']")
    page.wait_for_function(
        """path => window.jupyterapp.shell.currentWidget.context.path
          === path""",
        arg=path,
    )
