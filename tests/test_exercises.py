"""Every exercise, from the learner's side: each program gets its line.

The stub is recognised, right answers of every kind pass, wrong ones get
the line that is written down with them, and of the programs that a slip
makes of the reference, 95 % of those that behave differently are
refused. The notebook's cells are those of the exercise.
"""

import asyncio
import contextlib
import dataclasses
import re

import pytest

from helpers.checking import check_loop as limits
from helpers.checking import feedback as answers
from helpers.checking.attempt import attempt
from helpers.checking.exercise import ExerciseError, ResultError
from helpers.checking.fakes import World
from helpers.checking.judging import judge, judged
from helpers.checking.load import find, former_names, names, notebooks
from helpers.checking.progress import Store
from helpers.checking.rules import SAME
from helpers.checking.sandbox import close
from helpers.checking.stubs import namespace
from helpers.labels import describe
from tests.tools.answer_files import answered, right_answers, wrong_answers
from tests.tools.exercise_cells import with_exercises
from tests.tools.mutants import mutants
from tests.tools.notebook_files import NOTEBOOKS, read
from tests.tools.try_exercises import line_for


def all_exercises():
    """Return the exercises; one that is broken has a test of its own."""
    for name in names():
        with contextlib.suppress(ExerciseError):
            yield find(name)


ALL = list(all_exercises())
MUTANT_SECONDS = 0.3  # real; many of them never end
REFUSED = 0.95  # the share of differing mutants that is refused
LONGEST_LINE = 79  # columns, of a program

every_exercise = pytest.mark.parametrize("exercise", ALL, ids=lambda e: e.name)


def programs_of(exercise):
    wrong = [each.source for each in wrong_answers(exercise.name)]
    return [exercise.reference, *right_answers(exercise.name), *wrong]


# What every exercise has


@pytest.mark.parametrize("name", names())
def test_the_file_can_be_read(name):
    assert find(name).name == name


@every_exercise
def test_it_has_what_an_exercise_needs(exercise):
    assert exercise.function in namespace(exercise.stub)
    assert len(exercise.cases) >= 2
    assert len(right_answers(exercise.name)) >= 2
    assert len(wrong_answers(exercise.name)) >= 4
    assert exercise.cases[0].words == ""


@every_exercise
def test_its_programs_are_laid_out_as_a_cell_is(exercise):
    for source in (exercise.stub, exercise.trial, *programs_of(exercise)):
        assert max(map(len, source.splitlines())) <= LONGEST_LINE


@every_exercise
def test_all_its_programs_differ(exercise):
    sources = programs_of(exercise)
    assert len(set(sources)) == len(sources)


@every_exercise
def test_each_run_gets_arguments_of_its_own(exercise):
    for case in exercise.cases:
        with contextlib.closing(limits.CheckLoop(10, 100)) as loop:
            one, other = case.given(World(loop)), case.given(World(loop))
            close([*one, *other])
        for mine, yours in zip(one, other, strict=True):
            assert mine is not yours or isinstance(mine, (str, int, float))


@every_exercise
def test_its_chart_has_a_title_and_no_number(exercise):
    (title,) = re.findall(r'title="(.+)"', exercise.trial)
    assert not re.search(r"\d", title)


@every_exercise
def test_it_knows_no_notebooks_number(exercise):
    words = "\n".join((exercise.task, exercise.discussion, exercise.then))
    assert not re.search(r"otebook \d|\d\d_|\b\d\d-\d", words)


def test_answers_are_to_exercises():
    assert answered() == names()


# Which notebook has it


def test_every_exercise_is_in_one_notebook():
    listed = [name for some in notebooks().values() for name in some]
    assert sorted(listed) == names()


def test_the_notebooks_with_exercises_exist_and_are_in_order():
    stems = [path.stem for path in NOTEBOOKS]
    assert list(notebooks()) == [stem for stem in stems if stem in notebooks()]


@pytest.mark.parametrize("notebook", [n for n in notebooks() if n[:2] != "00"])
def test_an_idiom_has_three_kinds_of_exercises(notebook):
    some = [find(name) for name in notebooks()[notebook]]
    assert len(some) >= 3
    assert len({each.kind for each in some}) >= 3


def test_an_exercise_is_found_by_the_number_that_it_had():
    assert find("04-1") is find("crawl-with-tasks")
    assert {find(former).name for former in former_names()} <= {*names()}
    assert len(former_names()) == 47  # numbers are never given again


# Results that nobody would return


class Odd:
    """Something whose every method raises."""

    def fail(self, *args):
        raise ZeroDivisionError

    __eq__ = __hash__ = __len__ = __iter__ = __bool__ = __repr__ = fail
    __getitem__ = __contains__ = __lt__ = fail


class OddList(Odd, list):
    pass


@every_exercise
def test_its_rules_bear_any_result(exercise):
    solved = namespace(exercise.stub, exercise.reference)[exercise.function]
    one = attempt(exercise, solved, exercise.cases[0])
    odd = {name: Odd() for name in ("mail", "news", "tides")}
    for result in (Odd(), OddList(), [Odd()] * 3, (odd, odd), [odd, odd]):
        odd_one = dataclasses.replace(one, result=result)
        with contextlib.suppress(ResultError):
            any(rule.finds(odd_one) for rule in exercise.rules)


# The lines


@every_exercise
def test_the_stub_gets_one_line_and_is_no_try(exercise, capsys):
    kept = Store(None)
    stub = namespace(exercise.stub)[exercise.function]
    answers.answer(exercise, stub, kept)
    assert capsys.readouterr().out == (
        f"not attempted yet: change {exercise.function}() in the cell above, "
        "run that cell, then this one\n"
    )
    assert kept.marks() == {}


@every_exercise
def test_the_stub_is_no_solution(exercise):
    stub = namespace(exercise.stub)[exercise.function]
    assert not judge(exercise, stub).passed


@every_exercise
def test_right_answers_pass(exercise):
    for source in (exercise.reference, *right_answers(exercise.name)):
        assert line_for(exercise, source) == f"yes: {exercise.good}"


@every_exercise
def test_wrong_answers_get_their_lines(exercise):
    wrong = wrong_answers(exercise.name)
    lines = [line_for(exercise, each.source) for each in wrong]
    assert lines == [each.line for each in wrong]


@every_exercise
def test_a_second_try_gets_a_stronger_hint(exercise):
    for each in wrong_answers(exercise.name):
        line, _, more = line_for(exercise, each.source, 2).partition("\n")
        assert line == each.line
        assert more.endswith(".")


# Kinds of wrong answers: the reference, and one thing made of it

HAVE_NO_LENGTH = {"exit-status", "report-on-one-loop"}
HAVE_ONE_ANSWER = {  # or none, or the text says which
    "hear-the-signal",
    "keep-the-door-open",
    "name-each-line",
    "serve-at-one-counter",
    "settle-two-accounts",
    "shield-the-tea",
    "start-what-follows",
    "test-an-egg-timer",
}
GRAINS = (0.01, 0.05, 0.1)  # seconds between two looks of one that polls


def reference_of(exercise):
    return namespace(exercise.stub, exercise.reference)[exercise.function]


@every_exercise
@pytest.mark.parametrize("grain", GRAINS)
def test_polling_is_refused(exercise, grain):
    plain = reference_of(exercise)

    async def polling(*given):
        loop = asyncio.get_running_loop()
        task, start = asyncio.create_task(plain(*given)), loop.time()
        with contextlib.suppress(Exception):
            await asyncio.wait([task])
            rest = -round(loop.time() - start, 6) % grain
            if SAME < rest < grain - SAME:
                await asyncio.sleep(rest)
        return await task

    passed = judge(exercise, polling).passed
    assert passed is (exercise.name in HAVE_NO_LENGTH)


@every_exercise
def test_a_result_that_is_always_the_same_is_refused(exercise):
    plain, first = reference_of(exercise), []

    async def fixed(*given):
        first.append(await plain(*given))
        return first[0] if type(first[-1]) is type(first[0]) else first[-1]

    if exercise.name in ("book-all-or-nothing", "lose-no-headline"):
        return  # None at first; and the groups are in the rules
    passed = judge(exercise, fixed).passed
    assert passed is (exercise.name in HAVE_ONE_ANSWER)


@every_exercise
def test_a_program_that_swallows_its_cancellation_is_refused(exercise):
    plain = reference_of(exercise)

    async def swallowing(*given):
        with contextlib.suppress(asyncio.CancelledError):
            return await plain(*given)

    has_case = any(case.cancelled_at is not None for case in exercise.cases)
    assert judge(exercise, swallowing).passed is not has_case


# Slips


def outcomes(exercise, source):
    """Yield, case by case, what a program does, and whether that is right."""
    function = namespace(exercise.stub, source)[exercise.function]
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

every_notebook = pytest.mark.parametrize(
    "path", NOTEBOOKS, ids=lambda path: path.stem
)


def sources_of(notebook):
    return [(cell["id"], cell["source"]) for cell in notebook["cells"]]


@every_notebook
def test_the_notebook_has_the_cells_of_its_exercises(path):
    stored = read(path)
    right = sources_of(with_exercises(stored, path.stem))
    assert sources_of(stored) == right, f"run: make notebooks ONLY={path.stem}"


@every_notebook
def test_the_notebook_speaks_of_its_own_exercises(path):
    sources = "\n".join(cell["source"] for cell in read(path)["cells"])
    named = re.findall(r'\b(?:check|solution)\("(.+?)"', sources)
    assert {*named} == {*notebooks().get(path.stem, [])}
