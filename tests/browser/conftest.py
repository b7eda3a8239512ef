"""One JupyterLab and one browser for all tests in this folder.

`COURSE_SCREENSHOTS=folder` leaves a picture of every notebook there.
"""

import os
import shutil

import pytest

from helpers.lab.working_copy import update
from tests.tools.markdown_text import links, text_cells
from tests.tools.notebook_files import NOTEBOOKS, read
from tests.tools.real_lab import CHROMIUM_FLAGS, find_chromium, server


@pytest.fixture(scope="session")
def course(tmp_path_factory):
    """A folder with the notebooks, what they link to, and a working copy."""
    folder = tmp_path_factory.mktemp("course")
    (folder / "notebooks").mkdir()
    for path in NOTEBOOKS:
        shutil.copy(path, folder / "notebooks")
        for target in links("\n".join(text_cells(read(path)))):
            if target.startswith("../"):
                there = folder / target.removeprefix("../")
                there.parent.mkdir(exist_ok=True)
                shutil.copy(path.parent / target, there)
    update(folder / "notebooks", folder / "my-course")
    return folder


@pytest.fixture(scope="session")
def lab(course, tmp_path_factory):
    """The address of a JupyterLab that serves the course's folder."""
    private = tmp_path_factory.mktemp("private")
    environ = {
        "COURSE_CLOCK": os.environ.get("COURSE_CLOCK", "virtual"),
        "COURSE_PROGRESS": str(private / "progress"),
    }
    with server(course, private, **environ) as (address, _):
        yield address


def unusable(why):
    """Skip what needs a browser; on CI that is a failure."""
    (pytest.fail if os.environ.get("CI") else pytest.skip)(why)


@pytest.fixture(scope="session")
def browser():
    """An installed Chromium, without a screen."""
    try:
        from playwright import sync_api as playwright
    except ImportError:
        unusable("Playwright is not installed")
    path = find_chromium()
    if path is None:
        unusable("no Chromium or Chrome is installed")
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(
            executable_path=path, args=CHROMIUM_FLAGS
        )
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser):
    """A new tab, as wide as a laptop's screen."""
    context = browser.new_context(viewport={"width": 1360, "height": 900})
    yield context.new_page()
    context.close()
