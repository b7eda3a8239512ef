"""Notebook 7: a chart that grows, a stop, sliders, outcomes, a prediction."""

import nbformat
import pytest

from tests.browser.test_live import BAR, TIMINGS, WIDTH
from tests.tools.real_lab import TOKEN

pytest.importorskip("notebook")

SETUP = """import asyncio
from helpers import a, b, interact, outcomes, predict, run, sleeper
print("ready")"""
GROWS = """async def main():
    early = asyncio.create_task(b("b1"))
    return await sleeper("late", {seconds}), await early

run(main(), clock="real")"""
CELLS = {
    "setup": SETUP,
    "grows": GROWS.format(seconds=2),
    "stopped": GROWS.format(seconds=30),
    "timings": TIMINGS,
    "outcomes": """async def race():
    tasks = [asyncio.create_task(sleeper(name, 1)) for name in "xy"]
    return [await each for each in asyncio.as_completed(tasks)]

outcomes(race, runs=50)""",
    "predict": """guess = predict(seconds=2)
run(a(), clock="virtual", prediction=guess)""",
}


@pytest.fixture(scope="module")
def notebook(lab, course, browser):
    """A notebook in Notebook 7; its cells are run by `answer`."""
    cells = [
        nbformat.v4.new_code_cell(source, id=name)
        for name, source in CELLS.items()
    ]
    node = nbformat.v4.new_notebook(cells=cells)
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)"}
    node.metadata["kernelspec"] = kernel
    path = course / "notebooks" / "seven.ipynb"
    nbformat.write(node, path)
    context = browser.new_context(viewport={"width": 1100, "height": 900})
    page = context.new_page()
    page.goto(f"{lab}/notebooks/notebooks/{path.name}?token={TOKEN}")
    page.wait_for_selector("[data-status=idle]", timeout=60_000)
    ready = begin(page, "setup").get_by_text("ready")
    while not ready.count():  # a kernel that starts may miss a cell
        page.wait_for_timeout(500)
        begin(page, "setup")
    yield page
    context.close()
    path.unlink()


def cell(page, name):
    return page.locator(".jp-CodeCell").nth(list(CELLS).index(name))


def begin(page, name):
    """Run a cell as a learner does; return where its output will be."""
    one = cell(page, name)
    one.locator(".cm-content").click()
    page.keyboard.press("Control+Enter")
    return one.locator(".jp-Cell-outputArea")


def picture(output):
    """Wait for the picture of a run; return what is said of it."""
    image = output.locator("img[alt*='Chart of']")
    image.wait_for(timeout=20_000)
    return image.get_attribute("alt")


def test_the_lanes_grow_and_give_way_to_the_picture(notebook):
    output = begin(notebook, "grows")
    bars = output.locator(BAR)
    bars.first.wait_for()
    widths = []
    for _ in range(3):
        widths.append(max(bars.evaluate_all(f"all => all.map({WIDTH})")))
        notebook.wait_for_timeout(400)
    assert widths == sorted(set(widths))
    assert "sleeper('late', 2): started at 0" in picture(output)
    assert bars.count() == 0


def test_a_stop_leaves_the_last_state_with_its_words(notebook):
    output = begin(notebook, "stopped")
    output.locator(BAR).first.wait_for()
    notebook.wait_for_timeout(1200)
    notebook.keyboard.press("Escape")
    notebook.keyboard.press("i")
    notebook.keyboard.press("i")
    alt = picture(output)
    assert "interrupted while waiting on" in alt
    assert "b('b1'): started at 0, returned 'b1' at 1" in alt
    output.get_by_text("KeyboardInterrupt").first.wait_for()
    assert output.locator(BAR).count() == 0


def test_a_slider_is_dragged_or_its_number_typed(notebook):
    """Its arrow keys are the notebook's, which moves from cell to cell."""
    output = begin(notebook, "timings")
    chart = output.locator(".widget-output svg")
    chart.and_(output.locator("[aria-label*='over 3 seconds']")).wait_for()
    box = output.locator(".widget-slider [role=slider]").first.bounding_box()
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    notebook.mouse.move(*middle)
    notebook.mouse.down()
    notebook.mouse.move(middle[0] + 90, middle[1], steps=3)
    notebook.mouse.up()
    chart.and_(output.locator("[aria-label*='over 5 seconds']")).wait_for()
    number = output.locator(".widget-readout").first
    number.fill("1.5")
    number.press("Enter")
    chart.and_(output.locator("[aria-label*='over 1.5 seconds']")).wait_for()


def test_outcomes_are_a_table_and_charts(notebook):
    output = begin(notebook, "outcomes")
    output.locator("table").wait_for(timeout=20_000)
    assert "['y', 'x']" in output.locator("table").inner_text()
    picture(output)


def test_a_prediction_is_answered_below_its_chart(notebook):
    output = begin(notebook, "predict")
    picture(output)
    assert "You had 2 s, and it took 3 s" in output.inner_text()
