"""Any script, any sign: charts stay aligned, and every sign can be read."""

import asyncio
import dataclasses
import functools
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.font_manager import get_font
from matplotlib.text import Text

from helpers import run, sleeper
from helpers.charts.canvas import png
from helpers.charts.files import write
from helpers.charts.fonts import LABEL, WORDS, drawn, width
from helpers.charts.layout import MOST_LABEL
from helpers.charts.picture import gantt
from helpers.charts.sentence import sentence
from helpers.charts.text import draw
from helpers.predicting.sketch import read_sketch
from helpers.signs import columns, printable, whole

virtual = functools.partial(run, clock="virtual")

WOMAN, LAPTOP, FAMILY = (
    "\U0001f469",
    "\U0001f4bb",
    "\U0001f468\u200d\U0001f467",
)


# -- signs


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("plain", 5),
        ("été", 3),
        ("e\u0301te\u0301", 3),
        ("中文", 4),
        ("ｗｉｄｅ", 8),
        ("한국어", 6),
        ("\U0001f389", 2),
        (f"{WOMAN}\u200d{LAPTOP}", 2),
        ("\U0001f44d\U0001f3fd", 2),
        ("\U0001f1e9\U0001f1ea", 2),
        ("\u2764", 1),
        ("\u2764\ufe0f", 2),
        ("שלום", 4),
        ("क\u094d\u0937", 2),
    ],
)
def test_a_text_takes_columns(text, count):
    assert columns(text) == count


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain, 中文 \U0001f389", "plain, 中文 \U0001f389"),
        ("two\nlines\tand \x1b[31m", r"two\nlines\tand \x1b[31m"),
        ("\u202eright to left", r"\u202eright to left"),
        ("a\u2028b\x85c", r"a\u2028b\x85c"),
        ("half\ud800", r"half\ud800"),
        ("no\u00a0break\u3000wide", "no break wide"),
        (f"{WOMAN}\u200d{LAPTOP}", f"{WOMAN}\u200d{LAPTOP}"),
    ],
)
def test_what_would_break_a_chart_is_written_out(text, shown):
    assert printable(text) == shown


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40))
def test_what_is_printable_is_one_line_that_can_be_written(text):
    shown = printable(text)
    assert len(shown.splitlines()) <= 1
    assert shown.encode("utf-8").decode("utf-8") == shown
    assert printable(shown) == shown


@pytest.mark.parametrize(
    ("text", "place", "cut"),
    [
        ("plain", 3, 3),
        ("ae\u0301b", 2, 1),
        ("ae\u0301b", 3, 3),
        (f"a{WOMAN}\u200d{LAPTOP}b", 2, 1),
        (f"a{WOMAN}\u200d{LAPTOP}b", 3, 1),
        (f"a{WOMAN}\u200d{LAPTOP}b", 4, 4),
        ("a" + "\u0301" * 40, 30, 30),
        ("plain", 9, 9),
        ("", 0, 0),
    ],
)
def test_a_text_is_cut_between_its_signs(text, place, cut):
    assert whole(text, place) == cut


# -- in the text


NAMES = ("plain", "名前", FAMILY, "e\u0301", "\u2764\ufe0f", "two\nlines")


@functools.cache
def named():
    async def main():
        for name in NAMES:
            asyncio.create_task(sleeper(name, 1), name=name)
        await asyncio.sleep(1)

    return virtual(main(), title="名前").timeline


def test_bars_stand_below_each_other_in_every_script():
    rows = draw(named()).split("\n")[1:-1]
    assert len(rows) == 1 + len(NAMES)
    assert len({columns(row[: row.index("|--")]) for row in rows}) == 1


def test_a_sketch_may_be_a_chart_in_any_script():
    tracks, _ = read_sketch(draw(named().titled("")))
    assert {(track.start, track.end) for track in tracks} == {(0, 1)}


def test_a_sentence_is_one_line():
    assert ". two lines: sleeper(" in sentence(named())
    assert len(sentence(named().titled("two\nlines")).splitlines()) == 1


def test_half_a_sign_can_be_written_to_a_file(tmp_path):
    timeline = named().titled("named\udcff.py")
    for kind in ("txt", "json", "png", "svg", "pdf"):
        write(str(tmp_path / f"chart.{kind}"), [timeline])


# -- in the picture


SCRIPTS = (
    "中文",
    "日本語",
    "한국어",
    "\U0001f389",
    FAMILY,
    "हिन्दी",
    "שלום",
    "مرحبا",
)


@pytest.mark.parametrize("text", SCRIPTS)
@pytest.mark.parametrize("font", [LABEL, WORDS], ids=["label", "words"])
def test_every_sign_that_is_drawn_is_in_a_font(text, font):
    shown, found = drawn(text, font)
    faces = [get_font(path) for path in found_files(found)]
    for sign in shown:
        assert any(face.get_char_index(ord(sign)) for face in faces)


def found_files(font):
    from matplotlib.font_manager import FontProperties, findfont

    for family in font.get_family():
        yield findfont(
            FontProperties(family=family), fallback_to_default=False
        )


@pytest.fixture
def only_what_matplotlib_brings(monkeypatch):
    from helpers.charts import fonts

    monkeypatch.setattr(fonts, "SPARE", fonts.SPARE[:2])
    for each in (fonts.drawn, fonts.width, fonts._family_with):
        each.cache_clear()
    yield
    for each in (fonts.drawn, fonts.width, fonts._family_with):
        each.cache_clear()


def test_signs_that_no_font_has_are_spelled(only_what_matplotlib_brings):
    assert drawn("中文", LABEL)[0] == r"\u4e2d\u6587"
    assert drawn("\U0001f389!", LABEL)[0] == r"\N{PARTY POPPER}!"
    assert drawn(f"{WOMAN}\u200d{LAPTOP}", LABEL)[0] == (
        r"\N{WOMAN}\N{PERSONAL COMPUTER}"
    )


def test_signs_that_another_font_has_are_drawn():
    text = "\U0001d400"  # a bold A, of mathematics
    shown, font = drawn(text, LABEL)
    assert shown == text
    assert font.get_family()[1:] == ["STIXGeneral"]
    assert font.get_size() == LABEL.get_size()


def test_a_plain_text_is_drawn_as_it_is():
    assert drawn("naïve, Привет, ∑ ✓ ↳", WORDS) == (
        "naïve, Привет, ∑ ✓ ↳",
        WORDS,
    )


def test_labels_in_any_script_stay_different_and_leave_room(
    only_what_matplotlib_brings,
):
    first = named().lanes[0]
    long = [f"{'名' * 14}{n}{'前' * 14}" for n in "一二三四"]
    lanes = [dataclasses.replace(first, label=label) for label in long]
    timeline = dataclasses.replace(named(), lanes=tuple(lanes))
    shown = [
        text.get_text()
        for text in gantt(timeline).findobj(Text)
        if "u540d" in text.get_text() and "…" in text.get_text()
    ]
    assert len(set(shown)) == 4
    assert all(width(text, LABEL) <= MOST_LABEL for text in shown)


def test_any_name_can_be_drawn():
    assert png(gantt(named())).startswith(b"\x89PNG")
    gantt(named()).savefig(io.BytesIO(), format="svg")
    gantt(named()).savefig(io.BytesIO(), format="pdf")
