"""In a real kernel: what a cell shows, and how it is interrupted."""

import base64
import html
import io
import re
import sys

import pytest
from PIL import Image

from tests.tools.cells import started
from tests.tools.stops import press

SETUP = "import asyncio, time\nfrom helpers import *"
# It loads what draws pictures, and a stop waits for the end of that.
FIRST_CHART = "run(b('x'), clock='virtual')"


@pytest.fixture(scope="module")
def kernel():
    with started() as one:
        assert one.run(SETUP).error is None
        assert one.run(FIRST_CHART).error is None
        yield one


def alts(cell):
    """Return what is heard of a cell's pictures."""
    pages = "".join(cell.of("text/html"))
    return [html.unescape(x) for x in re.findall(r'<img alt="(.*?)"', pages)]


def test_a_run_is_a_picture_that_can_be_heard_and_its_text(kernel):
    cell = kernel.run("run(b('x'), clock='virtual', title='One')")
    (shown,) = cell.outputs[1:]
    assert sorted(shown) == ["text/html", "text/plain"]
    assert shown["text/plain"].startswith("returned 'x' after 1 s\n\nOne\n")
    assert alts(cell) == [
        "One. Chart of 1 task over 1 second. "
        "b('x'): started at 0, returned 'x' at 1."
    ]


def test_the_sentence_is_in_the_page_once(kernel):
    cell = kernel.run("run(b('x'), clock='virtual')")
    (page,) = cell.of("text/html")
    assert page.count("Chart of 1 task") == 1
    assert re.fullmatch(r"<img [^<>]*>", page)


def test_the_picture_has_more_dots_than_it_is_wide(kernel):
    (page,) = kernel.run("run(b('x'), clock='virtual')").of("text/html")
    png = re.search(r'src="data:image/png;base64,([^"]*)"', page)[1]
    dots, _ = Image.open(io.BytesIO(base64.b64decode(png))).size
    wide = int(re.search(r'width="(\d+)"', page)[1])
    assert dots >= 1.5 * wide


def test_what_the_program_prints_comes_before_the_chart(kernel):
    cell = kernel.run("run(b('x'), clock='virtual')")
    assert cell.outputs[0] == {"stdout": "x\n"}


def test_a_comparison_is_one_picture(kernel):
    cell = kernel.run(
        "one = run(b('x'), clock='virtual', title='One')\n"
        "two = run(b('y'), clock='virtual', title='Two')\n"
        "compare(one, two)"
    )
    (heard,) = alts(cell)
    assert heard.startswith("One. Chart of 1 task")
    assert "Two. Chart of 1 task" in heard


@pytest.mark.parametrize(
    "cell",
    [
        "run(b('x'), clock='virtual').timeline",
        "Timeline.from_json(run(b('x'), clock='virtual').timeline.to_json())",
        "await record(b('x'))",
        "recording = record(b('x'))\nawait recording\nrecording",
    ],
    ids=["a timeline", "a saved one", "what was awaited", "a recording"],
)
def test_what_was_recorded_is_drawn_as_a_run_is(kernel, cell):
    cell = kernel.run(cell)
    (shown,) = cell.outputs[1:]
    assert sorted(shown) == ["text/html", "text/plain"]
    assert shown["text/plain"].startswith("b('x') |")
    (heard,) = alts(cell)
    assert heard.startswith("Chart of 1 task over ")


def test_a_recording_of_nothing_says_so(kernel):
    cell = kernel.run("with record() as recording:\n    pass\nrecording")
    assert cell.outputs == [{"stdout": "nothing was recorded\n"}]


def test_a_run_that_is_not_the_last_value_shows_nothing(kernel):
    cell = kernel.run("kept = run(b('x'), clock='virtual')\nkept.result")
    assert cell.outputs == [{"stdout": "x\n"}, {"text/plain": "'x'"}]


def test_a_run_that_fails_shows_its_chart_and_raises(kernel):
    cell = kernel.run("run(fails(1), clock='virtual')")
    assert cell.error == "ValueError"
    assert len(alts(cell)) == 1
    assert [name for data in cell.outputs for name in data][-1] == "error"


def test_the_traceback_of_a_cell_shows_the_learners_lines(kernel):
    cell = kernel.run(
        "async def inner():\n    raise ValueError('wrong')\n"
        "async def main():\n    await asyncio.create_task(inner())\n"
        "run(main(), clock='virtual')"
    )
    assert "raise ValueError('wrong')" in cell.traceback
    assert "run(main(), clock='virtual')" in cell.traceback
    assert "running.py" not in cell.traceback
    assert "recorder.py" not in cell.traceback
    assert "steps.py" not in cell.traceback


def test_an_expected_failure_is_no_error(kernel):
    cell = kernel.run("run(fails(1), clock='virtual', expect=ValueError)")
    assert cell.status["status"] == "ok"
    assert len(alts(cell)) == 1


def test_run_works_after_a_top_level_await(kernel):
    cell = kernel.run(
        "await asyncio.sleep(0.01)\n"
        "done = run(b('x'), clock='virtual')\n"
        "await asyncio.sleep(0.01)\n"
        "done.result"
    )
    assert cell.of("text/plain") == ["'x'"]


def test_run_works_in_a_coroutine_of_the_kernels_loop(kernel):
    cell = kernel.run(
        "async def outer():\n"
        "    done = run(b('x'), clock='virtual')\n"
        "    await asyncio.sleep(0.01)\n"
        "    return done.result\n"
        "await outer()"
    )
    assert cell.of("text/plain") == ["'x'"]


def test_a_task_of_the_kernels_loop_lives_on_beside_a_run(kernel):
    kernel.run("other = asyncio.create_task(asyncio.sleep(0.2, 'lived on'))")
    kernel.run("run(b('x'), clock='virtual')")
    assert kernel.run("await other").of("text/plain") == ["'lived on'"]


def test_a_coroutine_that_was_forgotten_is_noted_and_not_warned_of(kernel):
    source = (
        "async def main():\n    b('x')\n    await asyncio.sleep(1)\n"
        "run(main(), clock='virtual')"
    )
    for _ in range(2):
        cell = kernel.run(source)
        assert cell.of("stderr") == []
        assert "note: b() was called" in cell.of("text/plain")[0]


# -- where no picture can be drawn

AGG = """
import matplotlib.backends.backend_agg as agg
def broken(*_, **__):
    raise {error}
{what} = broken
"""
BROKEN = {
    "matplotlib is missing: pip install matplotlib": (
        "import sys; sys.modules['matplotlib'] = None"
    ),
    "pillow is missing: pip install pillow": (
        "import sys; sys.modules['PIL'] = None"
    ),
    "RuntimeError: no such backend": AGG.format(
        what="agg.FigureCanvasAgg.draw",
        error=r"RuntimeError('no such backend\nat all')",
    ),
    "OSError: cannot open font": AGG.format(
        what="agg.RendererAgg.get_text_width_height_descent",
        error="OSError('cannot open font')",
    ),
    "ValueError: ": "import os; os.environ['MPLBACKEND'] = 'none'",
}


@pytest.mark.parametrize("why", BROKEN)
def test_without_a_picture_a_run_is_shown_as_text(why):
    with started() as kernel:
        assert kernel.run(BROKEN[why]).error is None
        assert kernel.run(SETUP).error is None
        cell = kernel.run("run(fails(1), clock='virtual')")
        assert cell.error == "ValueError"
        (complaint,) = cell.of("stderr")
        assert complaint.startswith(f"no picture: {why}")
        assert complaint.count("\n") == 1
        (text,), (page,) = cell.of("text/plain"), cell.of("text/html")
        assert text.startswith("raised ValueError after 1 s: bad luck\n\n")
        heard = '<pre role="img" aria-label="Chart of 1 task over 1 second.'
        assert page.startswith(heard)
        assert html.unescape(page).endswith(f">{text}</pre>")
        again = kernel.run("run(b('x'), clock='virtual')")
        assert again.error is None
        assert again.of("stderr") == []
        assert len(again.of("text/plain")) == 1


def test_a_refusal_ends_in_the_line_of_the_cell(kernel):
    cell = kernel.run("1\n2\nrun(a)")
    assert "----> 3 run(a)" in cell.traceback
    assert "File " not in cell.traceback
    assert "skipping hidden" not in cell.traceback


@pytest.mark.skipif(
    sys.platform == "win32", reason="interrupted in another way there"
)
class TestStop:
    """The stop button, in the middle of a run."""

    def test_the_cell_ends_within_a_second(self, kernel):
        cell, seconds = kernel.interrupted("run(a())")
        assert (cell.error, seconds < 1) == ("KeyboardInterrupt", True)

    def test_the_chart_shows_what_was_waiting_for_what(self, kernel):
        cell, _ = kernel.interrupted(
            "async def main():\n    return await asyncio.create_task(a())\n"
            "run(main())"
        )
        text = cell.of("text/plain")[0]
        assert re.search(r"main\(\) +\|-+x  interrupted .*on a\(\)", text)
        assert re.search(r"a\(\) +\|-+x  interrupted .*on sleep", text)

    def test_the_next_cell_works(self, kernel):
        kernel.interrupted("run(a())")
        assert kernel.run("run(b('x'), clock='virtual').result").of(
            "text/plain"
        ) == ["'x'"]
        assert kernel.run("await asyncio.sleep(0, 'fine')").of(
            "text/plain"
        ) == ["'fine'"]

    def test_a_spin_ends(self, kernel):
        cell, seconds = kernel.interrupted(
            "async def main():\n    while True:\n        pass\nrun(main())"
        )
        assert (cell.error, seconds < 1) == ("KeyboardInterrupt", True)

    def test_a_blocking_call_ends(self, kernel):
        cell, seconds = kernel.interrupted("run(blocks(30))")
        assert (cell.error, seconds < 1) == ("KeyboardInterrupt", True)

    def test_a_run_in_a_cell_with_an_await_ends(self, kernel):
        cell, seconds = kernel.interrupted("await asyncio.sleep(0)\nrun(a())")
        assert (cell.error, seconds < 1) == ("KeyboardInterrupt", True)

    def test_a_task_that_cleans_up_slowly_does_not_hold_it_up(self, kernel):
        cell, seconds = kernel.interrupted(
            "async def main():\n    try:\n        await a()\n"
            "    finally:\n        await a()\n"
            "run(main())"
        )
        assert (cell.error, seconds < 1.5) == ("KeyboardInterrupt", True)
        assert "given up" in cell.of("text/plain")[0]

    @pytest.mark.length
    def test_many_stops_come_without_a_false_word(self, kernel):
        faults = [(x.name, x.faults) for x in press(kernel, 15) if x.faults]
        assert faults == []
