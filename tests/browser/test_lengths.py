"""The end of a sleep is dragged in a replay, in JupyterLab with a kernel."""

import nbformat
import pytest
from nbconvert import HTMLExporter

from tests.tools.audit import faults
from tests.tools.real_lab import Notebook

PROGRAM = """\
import asyncio
from helpers import a, b, replay, run

async def limited():
    tasks = [asyncio.create_task(job) for job in (a(), b("b1"), b("b2"))]
    async with asyncio.timeout(3.5):
        for task in tasks:
            print(await task, "shown")
"""
SHOW = 'replay(run(limited(), clock="virtual", title="In order"))'


@pytest.fixture(scope="module")
def notebook(course, lab, browser):
    """A notebook in JupyterLab with one replay, for all of these tests."""
    cells = [
        nbformat.v4.new_code_cell(source, id=name)
        for name, source in (("program", PROGRAM), ("show", SHOW))
    ]
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)"}
    made = nbformat.v4.new_notebook(cells=cells)
    made.metadata["kernelspec"] = kernel
    path = course / "notebooks" / "dragged.ipynb"
    nbformat.write(made, path)
    context = browser.new_context(viewport={"width": 1360, "height": 900})
    page = context.new_page()
    page.wrong = []
    page.on("pageerror", lambda error: page.wrong.append(str(error)))
    notebook = Notebook(page, lab, path.name)
    notebook.run_all()
    page.set_default_timeout(15_000)
    frame = page.frame_locator("iframe[srcdoc]")
    frame.locator(".grips button").first.wait_for()
    yield notebook
    notebook.close()
    path.unlink()


@pytest.fixture
def frame(notebook):
    """What is in the frame, as it is before anything is changed."""
    frame = notebook.page.frame_locator("iframe[srcdoc]")
    back = frame.get_by_text("back to the original")
    if back.is_visible():
        back.click()
        said(frame, "All sleeps are as long as they were.")
    yield frame
    assert notebook.page.wrong == []


def said(frame, words):
    """Wait until this is said of the lengths; return all that is."""
    told = frame.locator(".lengths [role=status]")
    told.get_by_text(words).wait_for()
    return told.inner_text()


def grip(frame, label):
    return frame.get_by_role("slider", name=f"sleep of {label}")


def focused(frame):
    active = "() => document.activeElement.ariaLabel"
    return frame.locator("body").evaluate(active)


def test_it_is_done_by_keyboard_alone(notebook, frame):
    keys = notebook.page.keyboard
    frame.locator(".chart").focus()
    keys.press("Tab")
    assert focused(frame) == "sleep of a()"
    for _ in range(10):
        keys.press("ArrowLeft")
    assert said(frame, "a() now") == (
        "a() now sleeps 2 s instead of 3: the whole ends at 2 s instead of 3."
    )
    assert focused(frame) == "sleep of a()"
    assert grip(frame, "a()").get_attribute("aria-valuetext") == "2 s"
    keys.press("PageDown")
    said(frame, "a() now sleeps 1 s instead of 2")
    assert frame.locator(".chart").get_attribute("aria-valuemax") == "1"
    keys.press("Backspace")
    said(frame, "All sleeps are as long as they were.")
    assert frame.locator(".chart").get_attribute("aria-valuemax") == "3"
    assert not frame.get_by_text("back to the original").is_visible()


def test_it_is_dragged_with_the_mouse(notebook, frame):
    mouse = notebook.page.mouse
    box = grip(frame, "b('b1')").bounding_box()
    second = frame.locator("body").evaluate(
        "() => replays[0].x(1) - replays[0].x(0)"
    )
    mouse.move(box["x"] + 5, box["y"] + 12)
    mouse.down()
    mouse.move(box["x"] + 5 + second, box["y"] + 12, steps=4)
    tip = frame.locator(".grips span").inner_text()
    assert tip == "2 s instead of 1 s"
    mouse.up()
    words = said(frame, "b('b1') now")
    assert words.endswith("2 s instead of 1: the whole ends at 3 s as before.")
    scale = "() => replays[0].x(1) - replays[0].x(0)"
    assert frame.locator("body").evaluate(scale) == pytest.approx(second)


def test_an_exception_shows_as_in_a_run(notebook, frame):
    grip(frame, "a()").focus()
    notebook.page.keyboard.press("PageUp")
    words = said(frame, "a() now sleeps 4 s")
    assert "it raised TimeoutError, and returned before." in words
    assert frame.locator(".lengths pre").inner_text() == "TimeoutError"
    texts = frame.locator(".chart svg text").all_text_contents()
    assert "raised TimeoutError" in texts


@pytest.mark.parametrize("theme", ["JupyterLab Dark", "JupyterLab Light"])
def test_axe_finds_nothing_grave_in_it(notebook, frame, theme):
    pytest.importorskip("axe_playwright_python")
    page = notebook.page
    page.evaluate(
        "theme => window.jupyterapp.commands.execute("
        "'apputils:change-theme', {theme})",
        theme,
    )
    light = str("Light" in theme).lower()
    page.wait_for_function(f"document.body.dataset.jpThemeLight === '{light}'")
    assert faults(page, ".jp-OutputArea-output") == []


def test_without_a_kernel_nothing_is_dragged_and_nothing_breaks(
    notebook, course, browser, tmp_path
):
    notebook.save()
    path = course / "notebooks" / "dragged.ipynb"
    text, _ = HTMLExporter().from_filename(str(path))
    (tmp_path / "saved.html").write_text(text, encoding="utf-8")
    tab = browser.new_context(offline=True).new_page()
    wrong = []
    tab.on("pageerror", lambda error: wrong.append(str(error)))
    tab.route("http*://**", lambda route: route.abort())
    tab.goto((tmp_path / "saved.html").as_uri(), wait_until="commit")
    saved = tab.frame_locator("iframe[srcdoc]")
    saved.locator(".chart").press("End")
    assert "The run is over." in saved.locator(".side p").first.inner_text()
    assert saved.locator(".grips button").count() == 0
    assert not saved.locator(".lengths").is_visible()
    assert wrong == []
    tab.context.close()


def test_when_the_kernel_is_started_anew_it_says_so(notebook, frame):
    notebook.page.evaluate(
        "window.jupyterapp.shell.currentWidget.sessionContext.session"
        ".kernel.restart()"
    )
    said(frame, "The kernel is not there any more")
    assert frame.locator(".grips button").count() == 0
    frame.locator(".chart").press("End")
    assert "The run is over." in frame.locator(".side p").first.inner_text()
