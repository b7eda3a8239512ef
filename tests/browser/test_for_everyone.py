"""A chart can be heard, and read on a narrow page or a magnified one."""

import nbformat
import pytest
from nbconvert import HTMLExporter

from tests.tools.audit import faults
from tests.tools.notebook_files import NOTEBOOKS
from tests.tools.real_lab import Notebook

OUTPUTS = ".jp-OutputArea-output"
LEAST = 600  # px, the width below which a chart's words are too small
WIDTHS = {"a wide page": 1360, "a narrow one": 800, "magnified twice": 680}


@pytest.fixture
def notebook(lab, page):
    """A notebook that was run: JupyterLab trusts its outputs then."""
    pytest.importorskip("axe_playwright_python")
    opened = Notebook(page, lab, NOTEBOOKS[2].name)
    opened.run_all()
    opened.page.wait_for_selector(f"{OUTPUTS} img")
    yield opened
    opened.close()


def widths(page):
    """Return how wide each chart is shown, in px."""
    return page.eval_on_selector_all(
        f"{OUTPUTS} img", "all => all.map(one => one.clientWidth)"
    )


def test_axe_finds_nothing_grave_in_jupyterlab(notebook):
    assert faults(notebook.page, OUTPUTS) == []


@pytest.mark.parametrize("where", WIDTHS)
def test_a_chart_is_legible_in_jupyterlab(notebook, where):
    notebook.page.set_viewport_size({"width": WIDTHS[where], "height": 800})
    assert min(widths(notebook.page)) >= LEAST


def test_a_chart_that_is_too_wide_is_scrolled_by_itself(notebook):
    notebook.page.set_viewport_size({"width": 680, "height": 800})
    scrolled = notebook.page.eval_on_selector_all(
        f"{OUTPUTS} img",
        """all => all.map(one => one.closest('.jp-OutputArea-output'))
             .every(one => getComputedStyle(one).overflowX === 'auto')""",
    )
    assert scrolled
    assert faults(notebook.page, OUTPUTS) == []


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """The address of the same notebook as a page, which no kernel backs."""
    exporter = HTMLExporter(embed_images=True)
    exporter.exclude_input_prompt = True
    text, _ = exporter.from_notebook_node(
        nbformat.read(NOTEBOOKS[2], as_version=4)
    )
    path = tmp_path_factory.mktemp("saved") / "saved.html"
    path.write_text(text, encoding="utf-8")
    return path.as_uri()


def test_a_saved_page_says_of_each_picture_what_it_shows(page, saved):
    page.route("http*://**", lambda route: route.abort())
    page.goto(saved)
    alts = page.eval_on_selector_all(
        f"{OUTPUTS} img", "all => all.map(one => one.alt)"
    )
    assert alts
    assert all("Chart of" in alt for alt in alts)
    assert "Chart of" not in page.inner_text("body")


@pytest.mark.parametrize("width", WIDTHS.values(), ids=list(WIDTHS))
def test_axe_finds_nothing_grave_in_the_outputs_of_a_saved_page(
    page, saved, width
):
    pytest.importorskip("axe_playwright_python")
    page.set_viewport_size({"width": width, "height": 800})
    page.route("http*://**", lambda route: route.abort())
    page.goto(saved)
    assert min(widths(page)) >= LEAST
    assert faults(page, OUTPUTS) == []
