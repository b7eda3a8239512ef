"""Sheets, slides and the poster's programs, short of printing them."""

import dataclasses
import html
import inspect
import re
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

pytest.importorskip("mistune")

from matplotlib.figure import Figure

from helpers.charts import display
from helpers.charts.blank import blank
from helpers.charts.fonts import DPI, WORDS, width
from helpers.charts.vectors import ANCHORED, Letters, svg
from helpers.workshop import filling, in_kernel, slides
from helpers.workshop.cells import Cell, Picture, Text, outputs_of, read
from helpers.workshop.code import WIDEST, output_html, program_html
from helpers.workshop.deck import deck
from helpers.workshop.executing import Notebook, Solution
from helpers.workshop.idioms import IDIOMS, code_of, timelines
from helpers.workshop.prose import html_of, without_navigation
from helpers.workshop.sheets import Audience, Medium, sheet
from helpers.workshop.slide import Chart, Place, Program
from tests.tools.notebook_files import NOTEBOOKS

POINTS = 72  # per inch, the unit of an SVG
PNG = "iVBORw0KGgo="
SVG = '<svg xmlns="http://www.w3.org/2000/svg"/>'


def text_of(page):
    """Return what a page of HTML says, spaces and all."""
    return html.unescape(re.sub(r"<[^>]*>", "", page))


def text(source, name="text", *tags):
    return Cell(name, False, source, frozenset(tags))


def program(source, name="code", *outputs, tags=()):
    return Cell(name, True, source, frozenset(tags), outputs)


CHART = Picture("chart", "a sentence", SVG, SVG, labels=("main()", "a()"))


# Programs and outputs


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_letter_of_a_program_is_lost(path):
    for cell in read(path):
        if cell.is_code:
            assert text_of(program_html(cell.source)) == cell.source


def test_a_line_that_is_too_wide_is_broken_with_a_mark():
    assert output_html("x" * WIDEST).count("turn") == 0
    assert output_html("x" * (2 * WIDEST + 1)).count("turn") == 2


def test_a_line_is_broken_behind_a_word_where_there_is_one():
    line = f"{'x' * (WIDEST - 2)} one two"
    first, rest = output_html(line).split('<span class="turn"></span>')
    assert first.endswith("x ")
    assert rest.startswith("one two")


def test_a_line_is_broken_at_the_same_place_in_a_program():
    line = f"call({'x' * 50}, 'a string of several words', {'y' * 50})"
    pieces = program_html(line).split('<span class="turn"></span>')
    end = line.rindex(" ") + 1
    assert [text_of(each) for each in pieces] == [line[:end], line[end:]]


def test_of_several_blank_lines_paper_has_one():
    page = program_html("a = 1\n\n\nb = 2\n\nc = 3")
    assert page.count('\n\n<span class="blank">\n</span>') == 1


def test_a_broken_line_is_whole_where_nothing_is_printed():
    assert text_of(output_html("x" * 200)) == "x" * 200


def test_an_error_in_colours_is_printed_without_their_codes():
    assert text_of(output_html("\x1b[31mno\x1b[0m")) == "no"


# Prose


def test_an_address_is_printed_behind_its_name():
    page = text_of(html_of("[PEP 654](https://peps.python.org/pep-0654/)", ""))
    assert page == "PEP 654 (https://peps.python.org/pep-0654/)\n"


def test_a_space_before_a_mark_is_a_piece_of_its_own_on_paper():
    words = "That is *it*,\nand of `x` but `y` too"
    assert html_of(words, "01", addresses=True).count("<span> </span>") == 2
    assert "<span>" not in html_of(words, "01")


def test_a_file_of_the_course_is_printed_as_seen_from_its_root():
    page = html_of("[a plot](../benchmarks/plot.png)", "13")
    assert text_of(page) == "a plot (benchmarks/plot.png)\n"


def test_a_link_to_a_notebook_leads_to_its_sheet():
    link = "[notebook 06](06_as_completed.ipynb)"
    assert 'href="06_as_completed.html"' in html_of(link, "04")
    assert 'href="#06"' in html_of(link, "04", addresses=True)


def test_a_bar_in_a_table_is_a_bar():
    table = "| sign | means |\n|---|---|\n| `\\|` | it runs |"
    assert "<code>|</code>" in html_of(table, "00")


def test_paper_needs_no_line_of_links():
    line = "[← Before](01_a.ipynb) · [Contents](00_b.ipynb)"
    assert without_navigation(f"Words.\n\n{line}") == "Words."
    assert without_navigation("[Next →](01_a.ipynb)") == ""


# Outputs, in each of the forms in which a chart may be stored


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"image/png": PNG, "text/plain": "chart"}, ""),
        (
            {
                "text/html": f'<img alt="&lt;a" width="7" '
                f'src="data:image/png;base64,{PNG}">',
                "text/plain": "chart",
            },
            "<a",
        ),
    ],
)
def test_a_stored_picture_is_found_in_either_form(data, sentence):
    output = {"output_type": "display_data", "data": data}
    (found,) = outputs_of([output])
    assert found == Picture("chart", sentence, png=b"\x89PNG\r\n\x1a\n")


def test_a_picture_in_html_has_vectors_where_they_are_drawn_for_paper():
    figure = blank(["a()"], 1)
    page = in_kernel._with_vectors(figure, 'says "a"')
    data = {"text/html": page, "text/plain": "chart"}
    (found,) = outputs_of([{"output_type": "display_data", "data": data}])
    assert found == Picture(
        "chart", 'says "a"', svg(figure), svg(figure, Letters.TEXT)
    )


def test_the_letters_of_a_plot_that_is_not_ours_stay_outlines():
    figure = Figure()
    figure.subplots().set_ylabel("turned")
    data = {"text/html": in_kernel._with_vectors(figure, "a plot")}
    (found,) = outputs_of([{"output_type": "display_data", "data": data}])
    assert found.worded == found.outlined
    assert "<text" not in found.worded


def test_a_sentence_that_is_heard_is_not_printed():
    hidden = {"text/html": '<p style="position:absolute">x</p>'}
    assert [
        *outputs_of([{"output_type": "display_data", "data": hidden}])
    ] == []


def test_what_runs_on_a_screen_is_printed_as_its_text():
    data = {"text/html": "<script>1</script>", "text/plain": "in words"}
    output = {"output_type": "display_data", "data": data}
    assert [*outputs_of([output])] == [Text("in words")]


def test_the_kernel_for_paper_shows_what_others_show():
    ours, theirs = map(inspect.signature, (in_kernel.show, display.show))
    assert ours == theirs


# Pages


class Page:
    """A page of which is known where its sections begin and end."""

    height = 1000

    def __init__(self, **sections):
        self.anchors = {
            f"04-{name}": (0, top, 600, end)
            for name, (top, end) in sections.items()
        } | {"04": (0, 0, 600, 1000)}


def fit(*pages, ratio=0.5, done=()):
    shares = dict.fromkeys(done, 0.9)
    return filling.next_fit(pages, 0, {"04-b": ratio}, shares)


def test_a_chart_is_smaller_where_its_cell_then_fits():
    (share,) = fit(Page(a=(50, 600)), Page(b=(50, 470))).values()
    assert 0.85 < share < 0.9
    look = filling.look({"04-b": share})
    assert re.fullmatch(r'\[id="04-b"\] img \{ width: 14\d\.\dmm \}\n', look)


@pytest.mark.parametrize(
    "pages",
    [
        [Page(a=(50, 800)), Page(b=(50, 270))],  # the gap is a small one
        [Page(a=(50, 600)), Page(b=(50, 600))],  # it would be too small
        [Page(a=(50, 600)), Page(c=(50, 90), b=(90, 510))],  # not the first
        [Page(b=(50, 600)), Page(b=(50, 470))],  # it goes on
        [Page(a=(50, 600))],  # nothing comes after it
    ],
)
def test_else_a_chart_keeps_its_size(pages):
    assert fit(*pages) == {}
    assert fit(*pages, ratio=0) == {}


def test_charts_are_as_wide_as_the_style_sheet_says():
    sheets = Path(filling.__file__).with_name("sheet.css")
    style = sheets.read_text(encoding="utf-8")
    assert f"figure img {{ width: {filling.WIDE}mm;" in style


def test_a_chart_is_made_smaller_once():
    pages = Page(a=(50, 600)), Page(b=(50, 470))
    assert fit(*pages, done=["04-b"]) == {}


# Sheets


SOLVED = Solution(
    "two",
    "async def both():\n    return await helper()\n\n\n"
    "async def helper():\n    pass",
    "Because of this.",
    "Or like that.",
    dataclasses.replace(CHART, labels=("both()", "helper()", "a()")),
)
NOTEBOOK = Notebook(
    "04_name",
    (
        text("# Title\n\nWords."),
        text("Ten minutes.", "minutes", "instructor"),
        text("### Two (complete it)", "task-two"),
        program("async def both(): ...", "mine-two"),
        program("check('two', both)", "check-two"),
    ),
    {"two": SOLVED},
)


def sheet_for(audience):
    return text_of(sheet(NOTEBOOK, audience, Medium.SCREEN))


def test_a_learner_gets_neither_notes_nor_solutions():
    page = sheet_for(Audience.LEARNER)
    assert "Words." in page
    assert "Ten minutes." not in page
    assert "helper" not in page
    assert "Because" not in page


def test_an_instructor_gets_both():
    page = sheet_for(Audience.INSTRUCTOR)
    for words in ("Words.", "Ten minutes.", "helper", "Because", "Or like"):
        assert words in page


def test_a_grid_names_the_lanes_and_nothing_of_the_solution():
    page = sheet(NOTEBOOK, Audience.LEARNER, Medium.SCREEN)
    assert "An empty time grid with the lanes a()" in page
    assert "helper" not in page


def test_a_grid_is_as_long_as_it_has_to_be():
    drawn = svg(blank(["main()", "a()"], 2.5), Letters.TEXT)
    numbers = re.findall(r">([\d.]+)</text>", drawn)
    assert numbers == ["0", "0.5", "1", "1.5", "2", "2.5"]


def test_a_grid_has_the_names_and_the_numbers_of_a_chart():
    name = "read_pages(b, close, ['home', 'news'...)"
    drawn = svg(blank([name], 1200), Letters.TEXT)
    words = {
        html.unescape(found[2]): float(found[1])
        for found in re.finditer(r'x="([\d.]+)"[^>]*>([^<]+)</text>', drawn)
    }
    assert name in words
    end = words["1200"] + width("1200", WORDS) * POINTS / DPI
    assert end + 3 < words["seconds"]


def test_a_vector_is_the_same_at_every_run_and_begins_where_it_says():
    one, other = (svg(blank(["a()"], 1), Letters.TEXT) for _ in range(2))
    assert one == other
    assert not ANCHORED.search(one)


# Slides


def places(cells):
    return [slide.place for slide in deck(cells)]


def test_a_heading_begins_a_slide_and_a_program_stands_below():
    cells = [text("# A"), text("## B\n\nwords"), program("x = 1")]
    assert places(cells) == [Place.BESIDE, Place.BESIDE, Place.BELOW]


def test_a_chart_comes_after_its_program_and_its_words_are_said():
    cells = [text("# A"), program("run()", "c", CHART), text("Look.")]
    _, shown, chart = deck(cells)
    assert shown.blocks == (Program("run()"),)
    assert chart.blocks == (Chart(CHART),)
    assert chart.notes == ("Look.",)


def test_a_question_before_predict_is_a_slide_of_its_own():
    cells = [
        text("# A"),
        program("run()", "c", CHART),
        text("Look.\n\nHow long?"),
        program("guess = predict()"),
        program("run(2)", "d", CHART),
    ]
    question, shown, chart = deck(cells)[-3:]
    assert question.blocks[0].markdown == "How long?"
    assert shown.blocks == (Program("run(2)"),)
    assert chart.blocks == (Chart(CHART),)


def test_tags_decide_where_there_are_any():
    cells = [
        text("# A", "a", "slide"),
        text("Left out.", "b"),
        text("Said.", "c", "notes"),
        program("x = 1", "d", tags=["subslide"]),
        text("Later.", "e", "fragment"),
    ]
    first, second = deck(cells)
    assert first.notes == ("Said.",)
    assert second.blocks == (Program("x = 1"),)
    assert second.later[0].markdown == "Later."


def test_what_is_for_instructors_is_said_and_not_shown():
    (slide,) = deck([text("# A"), text("Secret.", "b", "instructor")])
    assert slide.notes == ("Secret.",)
    assert slide.blocks == ()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_slide_gives_a_chart_away(path):
    for slide in deck(read(path)):
        programs = [x for x in slide.blocks if isinstance(x, Program)]
        pictures = [
            x
            for x in (*slide.blocks, *slide.later)
            if isinstance(x, Chart) and isinstance(x.output, Picture)
        ]
        assert not (programs and pictures)
        assert len(pictures) <= 1


def test_slides_read_nothing_from_the_network():
    page = slides.slides_html(NOTEBOOK, deck(NOTEBOOK.cells))
    loaded = re.findall(
        r'<(?:script|link|img)[^>]*(?:src|href)="([^"]*)', page
    )
    assert loaded
    for name in loaded:
        assert (slides.HERE / name).is_file()


def test_reveal_comes_with_its_licence():
    words = (slides.REVEAL / "LICENSE").read_text(encoding="utf-8")
    assert "Hakim El Hattab" in words
    assert "Permission is hereby granted" in words


# The poster's programs


def test_the_programs_of_the_poster_take_what_their_notebooks_say():
    took = [line.seconds for line in timelines()]
    assert took == [5, 5, 3, 3, 3, 3, 3, 3, 3, 3, 3, 2]


def test_the_poster_shows_the_lines_that_ran():
    source = Path(code_of.__code__.co_filename).read_text(encoding="utf-8")
    for idiom in IDIOMS:
        for line in code_of(idiom).splitlines():
            assert line.strip() in source
            assert len(line) <= 56


def test_the_poster_names_notebooks_that_exist():
    numbers = {path.stem[:2] for path in NOTEBOOKS}
    assert {idiom.notebook for idiom in IDIOMS} <= numbers


REPLAYED = """
    from helpers.workshop.in_kernel import draw_vectors

    draw_vectors()
    from helpers.charts.replay import framed
    from helpers.timeline.model import Timeline

    found = framed(Timeline(lanes=(), seconds=1.0))
    print("data:image/svg+xml" in found, "data:image/png" in found)
"""


def test_a_replay_is_vectors_too_in_a_kernel_for_paper():
    program = textwrap.dedent(REPLAYED)
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["True", "False"]
