"""Slides: what becomes one, what is said at it, and what it must not tell."""

import re
from functools import cache
from itertools import pairwise

import pytest

pytest.importorskip("mistune")

from helpers.workshop.cells import Cell, Picture, Text, read
from helpers.workshop.deck import deck
from helpers.workshop.pages import broken, lines_in, point_of
from helpers.workshop.shown import as_shown
from helpers.workshop.slide import Chart, Place, Program, Prose
from helpers.workshop.speaker import NAMED
from tests.tools.notebook_files import NOTEBOOKS

CHART = Picture("chart")
SHORT = (10, 20)  # slides of a talk

every_notebook = pytest.mark.parametrize(
    "path", NOTEBOOKS, ids=lambda path: path.stem
)


def text(source, *tags, name="text"):
    return Cell(name, False, source, frozenset(tags))


def program(source, *tags, name="code", outputs=()):
    return Cell(name, True, source, frozenset(tags), tuple(outputs))


TITLE = text("# A", "slide", name="title")


# Of every notebook


@cache
def of(path):
    """Return the cells of a notebook, and its slides."""
    cells = read(path)
    return cells, deck(cells)


@every_notebook
def test_a_deck_is_a_talk(path):
    slides = of(path)[1]
    least, most = SHORT
    assert least <= len(slides) <= most
    assert all(slide.title and slide.blocks for slide in slides)


@every_notebook
def test_no_line_for_instructors_is_lost(path):
    cells, slides = of(path)
    said = "\n".join(note for slide in slides for note in slide.notes)
    for cell in cells:
        if cell.is_for_instructors:
            assert all(line in said for line in cell.source.splitlines())


@every_notebook
def test_a_deck_begins_with_its_title_and_the_plan(path):
    first = of(path)[1][0]
    assert first.cells == ("title",)
    assert "the plan" in first.notes[0]


@every_notebook
def test_a_question_is_shown_before_what_answers_it(path):
    cells, slides = of(path)
    shown = [name for slide in slides for name in slide.cells]
    for before, cell in pairwise(cells):
        if "= predict()" in cell.source and before.id in shown:
            later = shown[shown.index(before.id) :]
            assert cell.id not in shown or cell.id in later


@every_notebook
def test_a_question_names_what_is_there(path):
    cells, _ = of(path)
    names = {cell.id for cell in cells}
    for cell in cells:
        found = r'title="(.+?)"' if cell.is_code else r"(?m)^#+ (.+)$"
        names |= {*re.findall(found, cell.source)}
    notes = [cell.source for cell in cells if cell.is_for_instructors]
    assert {*NAMED.findall("\n".join(notes))} <= names


@every_notebook
def test_no_program_gives_its_chart_away(path):
    for slide in of(path)[1]:
        for block in slide.blocks:
            if isinstance(block, Program):
                assert "prediction=" not in block.source
                assert "= predict()" not in block.source


# A program on a slide


def test_a_program_is_shown_without_the_title_of_its_chart():
    assert as_shown('run(main(), title="It fails")') == "run(main())"


def test_a_program_is_shown_without_a_prediction():
    source = "guess = predict()\none = run(\n    main(), prediction=guess\n)"
    assert as_shown(source) == "one = run(main())"


def test_a_title_with_a_name_goes_with_its_name():
    source = 'title = "Late"\nrun(main(), title=title, clock="virtual")'
    assert as_shown(source) == 'run(main(), clock="virtual")'


def test_arguments_that_are_too_wide_stand_below_each_other():
    call = f"run(main({'x' * 50}), title='a', expect={'E' * 20})"
    assert as_shown(call) == (
        f"run(\n    main({'x' * 50}),\n    expect={'E' * 20},\n)"
    )


def test_an_await_outside_of_a_function_is_no_error():
    assert as_shown("await b('ä')\nrun(a(), title='x')") == (
        "await b('ä')\nrun(a())"
    )


def test_a_program_that_python_cannot_read_stays_as_it_is():
    assert as_shown("%time run(a(), title='x')") == "%time run(a(), title='x')"


def test_only_a_call_of_run_is_shortened():
    source = "record(pool, title='Two')"
    assert as_shown(source) == source


# What tags do


def test_a_heading_in_a_cell_parts_what_is_said_from_what_is_shown():
    look = text("Look.\n\n## Next\n\nWords.", "slide")
    chart, shown = deck(
        [TITLE, program("run()", "slide", outputs=[CHART]), look]
    )[-2:]
    assert chart.notes == ("Look.",)
    assert shown.title == "Next"
    assert shown.blocks == (Prose("Words."),)


def test_a_section_that_is_said_gives_its_program_the_title():
    cells = [TITLE, text("## Next\n\nWords.", "notes"), program("x", "slide")]
    shown = deck(cells)[-1]
    assert shown.title == "Next"
    assert shown.notes == ("Words.",)


def test_what_is_said_of_a_program_that_is_left_out_is_left_out():
    look = text("Look at it.\n\n## Next\n\nWords.", "slide")
    first, _ = deck([TITLE, program("run()", outputs=[CHART]), look])
    assert first.notes == ()


def test_a_comment_in_a_program_is_no_heading():
    (slide,) = deck([text("# A\n\n```python\n# no\n```", "slide")])
    assert slide.title == "A"


def test_a_program_goes_on_with_a_fragment():
    cells = [
        TITLE,
        program("x = 1", "slide", name="one"),
        program("run(x)", "fragment", name="two", outputs=[CHART]),
    ]
    _, shown, chart = deck(cells)
    assert shown.blocks == (Program("x = 1\n\nrun(x)"),)
    assert shown.cells == ("one", "two")
    assert chart.blocks == (Chart(CHART),)


def test_a_slide_that_is_a_fragment_shows_outputs_alone():
    cells = [TITLE, program("run()", "slide", "fragment", outputs=[CHART])]
    assert deck(cells)[-1].blocks == (Chart(CHART),)


def test_a_point_is_short_and_the_rest_is_said():
    sentences = [f"{'x' * 80}{n}." for n in range(6)]
    cells = [
        TITLE,
        program("run()", "slide", outputs=[CHART]),
        text("\n".join(sentences), "fragment"),
    ]
    chart = deck(cells)[-1]
    assert chart.later == (Prose("\n".join(sentences[:4])),)
    assert chart.notes == ("\n".join(sentences[4:]),)


def test_printed_lines_stand_with_the_chart_if_they_fit_in_columns():
    printed = Text("b1\n" * 14)
    cells = [TITLE, program("run()", "slide", outputs=[printed, CHART])]
    assert deck(cells)[-1].blocks == (Chart(printed), Chart(CHART))


def test_the_title_of_a_question_is_not_that_of_its_chart():
    cells = [
        TITLE,
        text("## Predict\n\nHow long?", "slide"),
        program("run()", "subslide", outputs=[CHART]),
    ]
    assert [slide.title for slide in deck(cells)] == [
        *("A", "Predict", "Run", "Run")
    ]


def test_a_deck_lists_its_exercises():
    cells = [
        TITLE,
        text("## Exercises\n\nHow to.", "slide"),
        text("### Two at once (fix it)\n\nDo.", name="task-two-at-once"),
    ]
    shown = deck(cells)[-1]
    assert shown.blocks == (Prose("- Two at once (fix it): `two-at-once`"),)
    assert shown.notes == ("How to.",)


def test_what_stands_below_the_facts_of_a_notebook_is_said():
    front = "# A\n\nWhy?\n\n*You need* Python. *Time*: a day.\n\n`b` waits."
    (slide,) = deck([text(front, "slide")])
    assert slide.blocks == (Prose("Why?"),)
    assert slide.notes == ("`b` waits.",)


def test_an_aside_is_left_out_of_a_cell_with_others():
    closing = "## Modify\n\nTry.\n\n## In short\n\nS."
    first, last = deck([TITLE, text(closing, "slide")])
    assert first.notes == ()
    assert (last.place, last.title) == (Place.BESIDE, "In short")


def test_what_changed_is_said_where_all_is_said_in_short():
    cells = [
        TITLE,
        text("## What changed since Python 3.4\n\nMuch.", "notes"),
        text("## Where you meet it\n\nThere."),
        text("## In short\n\nS.", "slide"),
    ]
    assert deck(cells)[-1].notes == ("Much.",)


def test_notes_on_a_slide_keep_what_stands_above():
    look = text("Look at it.\n\n## Next\n\nWords.", "slide", "notes")
    first, shown = deck([TITLE, program("run()", outputs=[CHART]), look])
    assert first.notes == ("Look at it.",)
    assert shown.blocks == (Prose("Words."),)


# Where an instructor's note is said

HANDS = """**A show of hands**

**Q1.** Before *second*: what?

- A. this

**Q2.** At *Later*: and that?

**Q3.** When?"""


def talk(*notes):
    return [
        TITLE,
        text("## Now", "slide", name="now"),
        *(
            text(note, "instructor", name=f"i{n}")
            for n, note in enumerate(notes)
        ),
        program("x", "subslide", name="second", outputs=[CHART]),
        text("## Later", "slide", name="later"),
        text("## Exercises\n\nHow.", "slide", name="exercises"),
    ]


def said_at(cells):
    return [
        [note.partition("\n\n")[2] or note for note in slide.notes]
        for slide in deck(cells)
    ]


def test_a_question_is_said_at_the_slide_that_it_names():
    title, now, shown, chart, later, exercises = said_at(talk(HANDS))
    assert title == chart == exercises == []
    assert now == ["**Q3.** When?"]
    assert shown == ["**Q1.** Before *second*: what?\n\n- A. this"]
    assert later == ["**Q2.** At *Later*: and that?"]


def test_a_question_of_what_is_left_out_is_said_before_it():
    cells = talk("**Hands**\n\n**Q1.** At *Hidden*: what?")
    cells.insert(4, text("## Hidden\n\nWords."))
    assert said_at(cells)[3] == ["**Q1.** At *Hidden*: what?"]


def test_mistakes_in_the_exercises_are_said_at_the_exercises():
    cells = talk("**What goes wrong in the exercises**\n\n- This.")
    assert said_at(cells)[-1] == ["- This."]


def test_questions_at_one_slide_have_one_heading():
    cells = talk("**Hands**\n\n**Q1.** Who?\n\n**Q2.** When?")
    assert deck(cells)[1].notes == (
        "**Hands**\n\n**Q1.** Who?",
        "**Q2.** When?",
    )


# Room


def test_a_text_that_runs_over_by_little_is_left_whole():
    sentences = "\n".join("One more sentence." for _ in range(17))
    assert broken(sentences) == [sentences]


def test_a_table_takes_as_many_lines_as_its_cells():
    table = "| a | b |\n|---|---|\n| {} | c |"
    narrow, wide = table.format("x"), table.format("x " * 60)
    assert lines_in(wide) > lines_in(narrow) + 0.5


def test_a_point_of_one_long_sentence_is_shown():
    sentence = "word " * 200
    assert point_of(sentence) == (sentence, "")
