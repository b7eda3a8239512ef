"""Every exercise, from the learner's side: each program gets its line.

The stub is recognised, right answers of every kind pass, wrong ones get
the line that is written down with them, and of the programs that a slip
makes of the reference, nine in ten of those that behave differently are
refused. The notebook's cells are those of the exercise.
"""

import contextlib
import json

import pytest
from exercise_cells import cells_of
from mutants import mutants
from try_exercises import line_for

from helpers.checking import check_loop as limits
from helpers.checking import feedback as answers
from helpers.checking.attempt import attempt
from helpers.checking.check import module_of, numbers
from helpers.checking.judging import judge, judged
from helpers.checking.store import Store
from helpers.checking.stubs import namespace
from helpers.labels import describe
from tests.tools.notebook_files import FOLDER


def modules():
    """Return the modules of exercises; one that is broken has its own test."""
    found = {}
    for number in numbers():
        with contextlib.suppress(Exception):
            found[number] = module_of(number)
    return found


ALL = [each for some in modules().values() for each in some.EXERCISES]
MUTANT_SECONDS = 0.3  # real; many of them never end
REFUSED = 0.9  # the share of differing mutants that is refused
LONGEST_LINE = 79  # columns, of a program

every_exercise = pytest.mark.parametrize("exercise", ALL, ids=lambda e: e.id)


def programs_of(exercise):
    wrong = [each.source for each in exercise.wrong]
    return [exercise.reference, *exercise.others, *wrong]


# What every exercise has


@pytest.mark.parametrize("number", numbers())
def test_the_module_can_be_imported(number):
    assert module_of(number).NOTEBOOK.startswith(number)


@every_exercise
def test_it_has_what_an_exercise_needs(exercise):
    assert exercise.kind in ("complete", "fix", "schedule", "make")
    assert len(exercise.cases) >= 2
    assert len(exercise.others) >= 2
    assert len(exercise.wrong) >= 4
    assert exercise.cases[0].words == ""
    for text in (exercise.task, exercise.discussion, exercise.good):
        assert text.strip()


@every_exercise
def test_its_programs_are_laid_out_as_a_cell_is(exercise):
    for source in (exercise.stub, *programs_of(exercise)):
        assert source.startswith("\n")
        assert max(map(len, source.splitlines())) <= LONGEST_LINE


@every_exercise
def test_all_its_programs_differ(exercise):
    sources = [source.strip() for source in programs_of(exercise)]
    assert len(set(sources)) == len(sources)


def test_exercises_are_numbered_from_one():
    for number, module in modules().items():
        some = module.EXERCISES
        wanted = [f"{number}-{place + 1}" for place in range(len(some))]
        assert [each.id for each in some] == wanted


@pytest.mark.parametrize("number", [n for n in modules() if n != "00"])
def test_an_idiom_has_three_kinds_of_exercises(number):
    some = module_of(number).EXERCISES
    assert len(some) >= 3
    assert len({each.kind for each in some}) >= 3


# The lines


@every_exercise
def test_the_stub_gets_one_line_and_is_no_try(exercise, capsys):
    kept = Store(None)
    stub = namespace(exercise.stub)[exercise.name]
    answers.answer(exercise, stub, kept)
    assert capsys.readouterr().out == (
        f"not attempted yet: change {exercise.name}() in the cell above, run "
        "that cell, then this one\n"
    )
    assert kept.marks() == {}


@every_exercise
def test_the_stub_is_no_solution(exercise):
    stub = namespace(exercise.stub)[exercise.name]
    assert not judge(exercise, stub).passed


@every_exercise
def test_right_answers_pass(exercise):
    for source in (exercise.reference, *exercise.others):
        assert line_for(exercise, source) == f"yes: {exercise.good}"


@every_exercise
def test_wrong_answers_get_their_lines(exercise):
    lines = [line_for(exercise, each.source) for each in exercise.wrong]
    assert lines == [each.line for each in exercise.wrong]


@every_exercise
def test_a_second_try_gets_a_stronger_hint(exercise):
    for each in exercise.wrong:
        line, _, more = line_for(exercise, each.source, 2).partition("\n")
        assert line == each.line
        assert more.endswith(".")


# Slips


def outcomes(exercise, source):
    """Yield, case by case, what a program does, and whether that is right."""
    function = namespace(exercise.stub, source)[exercise.name]
    for case in exercise.cases:
        one = attempt(exercise, function, case, MUTANT_SECONDS)
        yield seen(one), judged(exercise, one).passed


def seen(one):
    calls = [(c.label, c.started, c.ended, c.outcome) for c in one.calls]
    return (
        describe(one.result),
        type(one.error),
        one.seconds,
        sorted(calls, key=repr),
        one.printed,
        len(one.sleeps),
        one.left,
        one.stopped,
        one.timeline.blocked(),
        one.unawaited,
    )


def fate_of(exercise, source, right):
    """Say whether a mutant is refused, passes, or is no different."""
    fate = "no different"
    try:
        pairs = zip(right, outcomes(exercise, source), strict=True)
        for behaviour, (its_own, fine) in pairs:
            if not fine:
                return "refused"
            if its_own != behaviour:
                fate = "passes"
    except (SyntaxError, NameError, KeyError):
        return "no program"
    return fate


@pytest.fixture
def short_limits(monkeypatch):
    """Give up early: many mutants never end."""
    monkeypatch.setattr(limits, "MOST_TURNS", 2000)
    monkeypatch.setattr(limits, "MOST_TURNS_AT_ONCE", 200)


@every_exercise
def test_slips_are_refused(exercise, short_limits):
    right = [seen for seen, _ in outcomes(exercise, exercise.reference)]
    fates = {
        f"{what}\n{source}": fate_of(exercise, source, right)
        for what, source in mutants(exercise.reference)
    }
    passed = [mutant for mutant, fate in fates.items() if fate == "passes"]
    refused = [mutant for mutant, fate in fates.items() if fate == "refused"]
    differing = len(passed) + len(refused)
    assert refused
    assert len(passed) <= (1 - REFUSED) * differing, "\n\n".join(passed)


# The notebooks


@every_exercise
def test_the_notebook_has_its_cells(exercise):
    name = module_of(exercise.id.partition("-")[0]).NOTEBOOK
    text = (FOLDER / f"{name}.ipynb").read_text(encoding="utf-8")
    cells = {each["id"]: each for each in json.loads(text)["cells"]}
    for _, cell_id, source in cells_of(exercise):
        assert "".join(cells[cell_id]["source"]) == source
