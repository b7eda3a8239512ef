"""Every notebook, run in a real JupyterLab as a learner runs it."""

import json
import os
import shutil
from pathlib import Path

import pytest

from helpers.lab.notebook_file import version_of
from tests.tools.notebook_files import (
    NOTEBOOKS,
    pictures_in,
    read,
    saved_again,
    written,
)
from tests.tools.real_lab import Notebook

NAMES = [path.name for path in NOTEBOOKS]


@pytest.fixture(scope="module", params=NAMES)
def ran(request, lab, course, browser):
    """One notebook of a learner's copy, saved, after Run All Cells."""
    context = browser.new_context(viewport={"width": 1360, "height": 900})
    page = context.new_page()
    original = course / "notebooks" / request.param
    file = course / "my-course" / request.param
    shutil.copy(original, file)  # another test may have worked in it
    notebook = Notebook(page, lab, request.param, folder="my-course")
    notebook.original, notebook.file = original, file
    notebook.save()
    notebook.untouched = notebook.file.read_bytes().decode("utf-8")
    notebook.run_all()
    notebook.save()
    yield notebook
    keep_picture(notebook, request.param)
    notebook.close()
    context.close()


def keep_picture(notebook, name):
    """Save the whole notebook as one picture, where that was asked for."""
    folder = os.environ.get("COURSE_SCREENSHOTS")
    if not folder:
        return
    Path(folder).mkdir(parents=True, exist_ok=True)
    page = notebook.page
    height = page.evaluate(
        "document.querySelector('.jp-WindowedPanel-outer').scrollHeight"
    )
    page.set_viewport_size({"width": 1360, "height": height + 150})
    page.wait_for_timeout(500)  # until it is laid out anew
    page.evaluate(
        "document.querySelector('.jp-WindowedPanel-outer').scrollTop = 0"
    )
    page.wait_for_timeout(200)
    page.screenshot(path=str(Path(folder) / f"{Path(name).stem}.png"))


def still(notebook):
    """Drop what sliders show: without anybody it is a picture."""
    for cell in notebook["cells"]:
        if "\ninteract(" in "".join(cell["source"]):
            cell["outputs"] = []
    return notebook


def test_every_cell_is_answered_without_an_error(ran):
    assert ran.not_run() == []
    assert ran.errors() == []


def test_saving_it_unrun_changes_the_version_and_no_more(ran):
    original = read(ran.original)
    saved = json.loads(ran.untouched)["metadata"]["language_info"]
    original["metadata"]["language_info"]["version"] = saved["version"]
    assert ran.untouched == written(original)


def test_saving_it_after_a_run_is_no_work(ran):
    assert still(saved_again(read(ran.file))) == still(
        saved_again(read(ran.original))
    )
    assert version_of(ran.file).work == version_of(ran.original).work


def test_nothing_is_fetched_from_elsewhere(ran):
    assert ran.strangers == []


def test_each_picture_of_an_output_says_what_it_shows(ran):
    pictures = ran.page.query_selector_all(".jp-OutputArea-output img")
    charts = [each.get_attribute("alt") or "" for each in pictures]
    assert all("Chart of" in alt for alt in charts)
    assert len(charts) == sum(
        len(pictures_in(output.get("data", {})))
        for cell in read(ran.file)["cells"]
        for output in cell.get("outputs", [])
    )


def test_no_sentence_stands_beside_its_picture(ran):
    shown = ran.page.eval_on_selector_all(
        ".jp-OutputArea-output", "all => all.map(one => one.textContent)"
    )
    assert not any("Chart of" in text for text in shown)


def test_no_chart_is_wider_than_its_cell(ran):
    too_wide = ran.page.evaluate(
        """() => [...document.querySelectorAll('.jp-OutputArea-output img')]
             .filter(img => img.getBoundingClientRect().right >
                 img.closest('.jp-OutputArea').getBoundingClientRect().right
                 + 1).length"""
    )
    assert too_wide == 0
