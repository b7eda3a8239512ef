"""A chart that grows, a stop in the middle of it, and a slider."""

import statistics

import pytest

from tests.tools.real_lab import Notebook

GROWS = """print("before")


async def main():
    tasks = [asyncio.create_task(b(name)) for name in ("b1", "b2")]
    await asyncio.create_task(a())
    return [await task for task in tasks]


run(main(), title="It grows", clock="real"{})
"""
TIMINGS = """from helpers import interact


def timings(slow=3.0, jobs=9):
    async def main():
        names = [f"b{number}" for number in range(jobs)]
        quick = [sleeper(name, 1) for name in names]
        return await asyncio.gather(sleeper("slow", slow), *quick)

    return run(main(), clock="virtual")


interact(timings, slow=(0.5, 5, 0.5), jobs=(1, 9))
"""
BAR = "svg[aria-label^='Running'] > rect"
WIDTH = "one => Number(one.getAttribute('width'))"
BUDGET = 150  # milliseconds from a slider to its picture
OUTPUTS = """index => JSON.stringify(window.jupyterapp.shell.currentWidget
  .content.widgets[index].model.outputs.toJSON())"""
# Presses a key on a slider; says how many milliseconds later the next picture
# was there to be seen.
PRESS = """async ([slider, key]) => {
  const shown = () => document.querySelector('.widget-output svg')?.outerHTML;
  const before = shown(), began = performance.now();
  const options = {key, code: key, keyCode: key === 'ArrowLeft' ? 37 : 39};
  slider.dispatchEvent(new KeyboardEvent(
    'keydown', {...options, bubbles: true}));
  while (!shown() || shown() === before) {
    if (performance.now() - began > 10000) throw new Error('no picture');
    await new Promise(requestAnimationFrame);
  }
  return performance.now() - began;
}"""


@pytest.fixture
def notebook(lab, page):
    """A notebook of which nothing but the imports was run, and a cell."""
    opened = Notebook(page, lab, "04_scheduled_first.ipynb")
    opened.run_cell(opened.index_of("setup"))
    opened.cell = opened.index_of("hand-over")
    opened.source(opened.cell, "from helpers import sleeper")
    opened.run_cell(opened.cell)
    yield opened
    opened.close()


def begin(notebook, source):
    """Run a cell, and do not wait for its end."""
    notebook.source(notebook.cell, source)
    notebook.page.evaluate(
        """index => {
          const app = window.jupyterapp;
          app.shell.currentWidget.content.activeCellIndex = index;
          app.shell.currentWidget.content.deselectAll();
          app.commands.execute('notebook:run-cell');
        }""",
        notebook.cell,
    )


def outputs(notebook):
    """Return the outputs of the cell, as they would be saved."""
    return notebook.page.evaluate(OUTPUTS, notebook.cell)


def finish(notebook):
    """Wait until the growing chart has given way to the picture."""
    notebook.page.wait_for_selector(BAR, state="detached", timeout=20_000)
    picture(notebook).wait_for(timeout=20_000)


def picture(notebook):
    """Return where the picture of the cell is: other cells have theirs."""
    cell = notebook.page.locator(".jp-Notebook .jp-Cell").nth(notebook.cell)
    return cell.locator(".jp-OutputArea-output img[alt*='Chart of']")


def test_the_lanes_grow_while_the_program_runs(notebook):
    begin(notebook, GROWS.format(""))
    page = notebook.page
    page.wait_for_selector(BAR)
    widths = []
    for _ in range(4):
        widths.append(
            max(page.eval_on_selector_all(BAR, f"a => a.map({WIDTH})"))
        )
        page.wait_for_timeout(500)
    assert widths == sorted(set(widths))
    finish(notebook)


def test_it_ends_with_what_there_would_be_without(notebook):
    begin(notebook, GROWS.format(""))
    notebook.page.wait_for_selector(BAR)
    finish(notebook)
    notebook.page.wait_for_timeout(500)
    grown = outputs(notebook)
    notebook.source(notebook.cell, GROWS.format(", live=False"))
    notebook.run_cell(notebook.cell)
    assert grown == outputs(notebook)


def test_a_stop_leaves_the_last_state_with_its_words(notebook):
    begin(notebook, GROWS.format(""))
    notebook.page.wait_for_selector(BAR)
    notebook.page.wait_for_timeout(1500)
    notebook.page.evaluate(
        "window.jupyterapp.commands.execute('notebook:interrupt-kernel')"
    )
    finish(notebook)
    alt = picture(notebook).get_attribute("alt")
    assert "interrupted while waiting on" in alt
    assert "b('b1'): started at 0, returned 'b1' at 1" in alt
    notebook.page.get_by_text("KeyboardInterrupt").first.wait_for()
    assert "KeyboardInterrupt" in "".join(notebook.errors())
    assert outputs(notebook).count("display_data") == 1


def test_a_slider_has_a_new_picture_soon(notebook):
    begin(notebook, TIMINGS)
    page = notebook.page
    page.wait_for_selector(".widget-output svg")
    slider = page.query_selector(".widget-slider [role=slider]")
    took = [
        page.evaluate(PRESS, [slider, key])
        for key in 6 * ["ArrowLeft", "ArrowRight"]
    ]
    print(f"slider to picture: {[round(x) for x in took]} ms")
    # What a busy machine adds is not ours.
    assert statistics.quantiles(took, n=4)[0] < BUDGET


def test_a_slider_changes_the_program_and_its_seconds(notebook):
    begin(notebook, TIMINGS)
    page = notebook.page
    page.wait_for_selector(".widget-output svg[aria-label*='over 3 seconds']")
    slow, jobs = page.query_selector_all(".widget-slider [role=slider]")
    slow.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_selector(
        ".widget-output svg[aria-label*='over 3.5 seconds']"
    )
    jobs.focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_selector(
        ".widget-output svg[aria-label*='Chart of 10 tasks']"
    )
