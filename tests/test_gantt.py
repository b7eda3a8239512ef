"""Charts: nothing overlaps, nothing is cut off, nothing is left to chance."""

import asyncio
import contextlib
import dataclasses
import functools
import io
import itertools
import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.lines import Line2D
from matplotlib.text import Text
from PIL import Image

from helpers import DeadlockError, Timeline, a, b, blocks, fails, run, sleeper
from helpers.charts.canvas import png
from helpers.charts.fonts import WORDS, fitting, width, wrapped
from helpers.charts.picture import gantt
from helpers.timeline.spans import Steps
from tests.tools.programs import Account, programs

virtual = functools.partial(run, clock="virtual")
MANY = "so many words that they run off every edge of the chart, " * 3


def texts_of(figure, dpi=100):
    """Return (text, box) for every text that one sees, in dots."""
    figure.dpi = dpi
    figure.canvas.draw()
    renderer = figure.canvas.get_renderer()
    return [
        (text.get_text(), text.get_window_extent(renderer))
        for text in figure.findobj(Text)
        if text.get_visible() and text.get_text().strip()
    ]


def overlaps(one, other):
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    down = min(one.y1, other.y1) - max(one.y0, other.y0)
    return across > 1 and down > 1


def faults_of(*timelines, **options):
    """Return the texts that overlap others, or leave the figure."""
    figure, faults = gantt(*timelines, **options), []
    for dpi in (100, 160):
        texts = texts_of(figure, dpi)
        edge = figure.bbox
        faults += [
            text
            for text, box in texts
            if box.x0 < 0
            or box.x1 > edge.width
            or box.y0 < 0
            or box.y1 > edge.height
        ]
        faults += [
            (one, other)
            for (one, box), (other, another) in itertools.combinations(
                texts, 2
            )
            if overlaps(box, another)
        ]
    return faults


def written(*timelines):
    return [text for text, _ in texts_of(gantt(*timelines))]


async def gathered(*jobs):
    return await asyncio.gather(*jobs, return_exceptions=True)


async def with_a_name_that_is_longer_than_a_label_may_be(argument, other):
    await asyncio.sleep(2)
    return MANY


async def nested(depth):
    await asyncio.sleep(0.3)
    if depth:
        await nested(depth - 1)


async def uncollected():
    jobs = [asyncio.create_task(sleeper(n, n / 4)) for n in range(6)]
    await asyncio.sleep(3)
    return [await job for job in jobs]


async def left_over():
    asyncio.create_task(a())
    cancelled = asyncio.create_task(b("never"))
    cancelled.cancel()
    await asyncio.sleep(0.5)


async def deadlocked():
    await asyncio.gather(asyncio.Event().wait(), b("x"))


async def forgetful():
    sleeper("forgotten", 1)
    await asyncio.sleep(1)


PROGRAMS = {
    "nothing": lambda: asyncio.sleep(0),
    "one lane": lambda: b("x"),
    "a very long run": lambda: asyncio.sleep(123_456_789),
    "a very short run": lambda: asyncio.sleep(0.000_001),
    "long labels and results": lambda: gathered(
        with_a_name_that_is_longer_than_a_label_may_be(MANY, other=MANY),
        sleeper(MANY, 0),
        sleeper(MANY, 0.5),
    ),
    "a result as long as the run": lambda: sleeper(MANY, 2),
    "coroutines in coroutines": lambda: nested(8),
    "not collected": uncollected,
    "left over": left_over,
    "blocking": lambda: gathered(b("x"), blocks(0.2)),
    "failures": lambda: gathered(fails(1), fails(2), b("x")),
    "thirty lanes": lambda: gathered(*(sleeper(n, n) for n in range(30))),
    "a hundred lanes": lambda: gathered(
        *(sleeper(n, n % 7) for n in range(50)),
        *(fails(n % 5) for n in range(50)),
    ),
    "signs": lambda: gathered(
        *(sleeper(sign, 1) for sign in ("$x^2$ $", "äöü", "\n\t", "<b>", "名"))
    ),
}


@functools.cache
def timeline_of(name):
    return virtual(PROGRAMS[name](), title=name).timeline


@pytest.mark.parametrize("name", PROGRAMS)
def test_no_text_overlaps_another_or_leaves_the_figure(name):
    assert faults_of(timeline_of(name)) == []


def test_a_deadlock_is_legible():
    done = virtual(deadlocked(), expect=DeadlockError)
    assert faults_of(done.timeline) == []


def test_notes_are_legible():
    done = virtual(forgetful())
    assert len(done.timeline.notes) == 1
    assert faults_of(done.timeline) == []


def test_a_comparison_is_legible():
    assert faults_of(*map(timeline_of, list(PROGRAMS)[3:8])) == []


def test_a_long_title_is_shortened():
    timeline = timeline_of("one lane").titled(MANY)
    assert faults_of(timeline) == []
    assert any("so many words" in text for text in written(timeline))


def test_a_long_note_goes_on_in_a_second_line():
    timeline = dataclasses.replace(timeline_of("one lane"), notes=(MANY,) * 2)
    assert faults_of(timeline) == []
    words = " ".join(written(timeline)).split()
    assert words.count("edge") == MANY.count("edge") * 2
    assert MANY not in written(timeline)


@pytest.mark.length
@settings(max_examples=25, deadline=None)
@given(programs(), st.text(max_size=40))
def test_no_program_makes_an_illegible_chart(program, title):
    errors = (ValueError, asyncio.CancelledError)
    with contextlib.suppress(*errors), contextlib.redirect_stderr(None):
        timeline = virtual(Account(program).main()).timeline
        assert faults_of(timeline.titled(title)) == []


# -- measuring


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=80), st.integers(20, 400))
def test_what_is_shortened_fits(text, room):
    short = fitting(text, WORDS, room)
    assert short == text or width(short, WORDS) <= room


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=120), st.integers(60, 400))
def test_what_is_wrapped_fits(text, room):
    assert all(width(x, WORDS) <= room for x in wrapped(text, WORDS, room))


def test_a_long_result_ends_inside_the_picture():
    async def main():
        await asyncio.sleep(1)
        raise LookupError(MANY)

    assert faults_of(virtual(main(), expect=LookupError).timeline) == []


def test_a_text_that_fits_stays_as_it_is():
    assert fitting("short", WORDS, 100) == "short"


def test_a_text_is_shortened_in_its_middle():
    short = fitting("the beginning and the end", WORDS, 100)
    assert short.startswith("the begin")
    assert short.endswith("end")
    assert "…" in short


# -- what is shown


def shapes(timeline):
    """Return how many of each shape a chart has, by their looks."""
    figure, counts = gantt(timeline), {"crosses": 0}
    for found in figure.get_children():
        if isinstance(found, PolyCollection):
            kind = found.get_hatch() or found.get_facecolor()[0].tolist()
            counts[str(kind)] = len(found.get_paths())
        elif isinstance(found, LineCollection):
            _, dashes = found.get_linestyle()[0]
            kind = "dotted" if dashes else "solid"
            counts[kind] = len(found.get_paths())
        elif isinstance(found, Line2D):
            counts["crosses"] += len(found.get_xdata())
    return counts


BLUE = "[0.0, 0.4470588235294118, 0.6980392156862745, 1.0]"


def test_a_step_is_a_tick():
    assert shapes(timeline_of("one lane"))[BLUE] == 2


def test_thousands_of_steps_are_drawn_once_for_each_pixel():
    async def main():
        for _ in range(5000):
            await asyncio.sleep(0.001)

    assert shapes(virtual(main()).timeline)[BLUE] < 800


def heights(timeline):
    """Return how high the blue shapes of a chart are, in px."""
    (blue,) = (
        found
        for found in gantt(timeline).findobj(PolyCollection)
        if str(found.get_facecolor()[0].tolist()) == BLUE
    )
    ys = [path.vertices[:, 1] for path in blue.get_paths()]
    return {round(max(each) - min(each), 1) for each in ys}


@pytest.mark.parametrize(
    ("share", "height"), [(0, 4), (0.1, 4), (0.5, 7), (0.9, 11.8), (1, 13)]
)
def test_many_steps_are_as_high_as_their_share_of_the_time(share, height):
    times = [n / 300 + part for n in range(600) for part in (0, share / 300)]
    one = dataclasses.replace(
        timeline_of("one lane").lanes[0], ended=2.0, steps=Steps(times)
    )
    (found,) = heights(Timeline((one,), 2.0))
    assert found == pytest.approx(height, abs=0.3)


def test_a_single_step_is_as_high_as_the_track():
    assert heights(timeline_of("one lane")) == {13}


def test_what_was_not_collected_is_hatched():
    assert shapes(timeline_of("not collected"))["//////"] == 6


def test_a_task_that_was_not_started_is_dotted():
    async def main():
        asyncio.create_task(b("x"))
        await blocks(0.2)
        await asyncio.sleep(0)

    assert shapes(virtual(main()).timeline)["dotted"] == 1
    assert "dotted" not in shapes(timeline_of("one lane"))


def test_failures_and_cancellations_are_crosses():
    assert shapes(timeline_of("failures"))["crosses"] == 2
    assert shapes(timeline_of("left over"))["crosses"] == 2


def test_the_outcome_stands_in_words_at_the_end_of_each_lane():
    words = written(timeline_of("failures"))
    assert words.count("raised ValueError: bad luck") == 2
    assert "'x'" in words


def test_coroutines_stand_below_their_task_with_an_arrow():
    labels = written(timeline_of("coroutines in coroutines"))
    assert "nested(8)" in labels
    assert "↳ nested(7)" in labels
    assert "↳↳ nested(6)" in labels


def numbers(*timelines):
    """Return (number, its centre in dots) for each number of the axes."""
    return [
        (float(text), (box.x0 + box.x1) / 2)
        for text, box in texts_of(gantt(*timelines))
        if text.replace(".", "", 1).isdecimal()
    ]


def test_the_axis_has_round_numbers_up_to_the_end():
    timeline = virtual(asyncio.sleep(3), title="sleep").timeline
    found = [number for number, _ in numbers(timeline)]
    assert found == [0, 0.5, 1, 1.5, 2, 2.5, 3]


def test_the_numbers_stand_where_the_moments_are():
    figure = gantt(virtual(b("x"), title="b").timeline)
    (steps,) = (
        found
        for found in figure.findobj(PolyCollection)
        if str(found.get_facecolor()[0].tolist()) == BLUE
    )
    first, last = (path.vertices[:, 0].max() for path in steps.get_paths())
    places = [place for _, place in numbers(virtual(b("x")).timeline)]
    assert places[0] == pytest.approx(first - 1.3, abs=1)
    assert places[-1] == pytest.approx(last - 1.3, abs=1)


def test_only_the_last_chart_names_the_unit():
    both = [timeline_of("one lane"), timeline_of("not collected")]
    assert written(*both).count("seconds") == 1


def test_compared_charts_share_one_time_axis():
    both = [virtual(asyncio.sleep(n), title="x").timeline for n in (2, 3)]
    places = {}
    for number, place in numbers(*both):
        places.setdefault(number, []).append(place)
    assert set(places) == {0, 0.5, 1, 1.5, 2, 2.5, 3}
    for shared in places.values():
        assert len(shared) == 2
        assert shared[0] == pytest.approx(shared[1], abs=0.5)


def test_a_formula_in_a_result_is_shown_as_it_was_written():
    assert r"'\$x^2\$ \$'" in written(timeline_of("signs"))


def test_a_sign_that_the_font_lacks_is_no_warning():
    assert png(gantt(timeline_of("signs"))).startswith(b"\x89PNG")


def test_an_empty_timeline_is_drawn():
    assert "nothing ran" in written(Timeline((), 0.0))


# -- how it is made


def test_a_picture_is_the_same_each_time():
    timeline = timeline_of("not collected")
    assert png(gantt(timeline)) == png(gantt(timeline))


@pytest.mark.parametrize("name", ["not collected", "failures", "thirty lanes"])
def test_a_picture_is_what_matplotlib_draws(name):
    figure = gantt(timeline_of(name))
    ours = Image.open(io.BytesIO(png(figure)))
    theirs = io.BytesIO()
    figure.savefig(theirs, format="png", dpi=160)
    theirs = Image.open(theirs)
    assert ours.size == theirs.size
    assert ours.size[0] == 1216
    assert ours.info["dpi"] == pytest.approx((160, 160), abs=0.1)
    assert ours.tobytes() == theirs.convert("RGB").tobytes()


def test_making_a_picture_leaves_the_figure_as_it_was():
    figure = gantt(timeline_of("one lane"))
    before = figure.dpi, *figure.get_size_inches()
    png(figure)
    assert (figure.dpi, *figure.get_size_inches()) == before


def test_a_picture_does_not_name_the_software():
    assert b"Software" not in png(gantt(timeline_of("one lane")))


@pytest.mark.length
def test_ten_thousand_lanes_are_drawn_in_five_seconds():
    jobs = (sleeper_of(n) for n in range(10_000))
    timeline = virtual(gathered(*jobs)).timeline
    start = time.process_time()
    figure = gantt(timeline)
    assert len(figure.texts) < 100
    assert faults_of(timeline) == []
    png(figure)
    assert time.process_time() - start < 5


async def sleeper_of(n):
    await asyncio.sleep(n % 10 / 10)


@pytest.mark.length
def test_a_million_steps_are_drawn_in_five_seconds():
    from helpers.timeline.model import Lane, Outcome
    from helpers.timeline.spans import Steps

    times = [n / 1000 for n in range(2_000_000)]
    lane = Lane(
        label="main()",
        is_task=True,
        depth=0,
        parent=None,
        created=0.0,
        started=0.0,
        ended=times[-1],
        outcome=Outcome.RETURNED,
        value="None",
        collected=times[-1],
        collector=None,
        steps=Steps(times),
        waits=(),
    )
    start = time.process_time()
    png(gantt(Timeline((lane,), times[-1])))
    assert time.process_time() - start < 5


def imported_by(statement):
    """Return the modules that a statement imports in a fresh process."""
    program = f"import sys\n{statement}\nprint(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.split())


def test_importing_helpers_imports_neither_matplotlib_nor_ipython():
    modules = imported_by("import helpers; helpers.run; helpers.compare")
    assert not modules & {"matplotlib", "IPython", "numpy"}


def test_a_bare_import_of_helpers_does_not_even_import_asyncio():
    assert "asyncio" not in imported_by("import helpers")


def test_charts_do_without_pyplot():
    modules = imported_by(
        "from helpers.charts.picture import gantt\n"
        "from helpers.charts.canvas import png\n"
        "from helpers import Timeline\n"
        "png(gantt(Timeline((), 0.0)))"
    )
    assert "matplotlib.figure" in modules
    assert "matplotlib.pyplot" not in modules
