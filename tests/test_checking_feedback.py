"""What `check` says: to something that is no function, and try after try."""

import asyncio
import contextlib
import dataclasses
import functools

import pytest

from helpers import again, reset, run
from helpers.checking.feedback import answer, check
from helpers.checking.judging import judge
from helpers.checking.load import find, names
from helpers.checking.progress import Store
from helpers.checking.stubs import namespace
from helpers.clocks.virtual import VirtualLoop
from tests.tools.answer_files import wrong_answers
from tests.tools.answered import TASK, WRONG

# What is handed to check() in place of a function

# Exercises whose work is done in threads, or is computed: it takes real time.
SLOW = (
    *("keep-the-counter-open", "load-in-threads", "run-two-chains"),
    "show-from-a-thread",
)


def said(capsys, *args):
    check(*args)
    return capsys.readouterr().out


def test_a_call_is_not_the_function(capsys):
    async def poll(ask, names):
        return {}

    assert said(capsys, "poll-in-turn", poll(None, [])) == (
        "not yet: this is a call; give the function itself: "
        "check('poll-in-turn', poll)\n"
    )


def test_a_number_is_not_a_function(capsys):
    assert said(capsys, "poll-in-turn", 3) == (
        "not yet: this is no coroutine function, it is of type int: "
        "check('poll-in-turn', poll)\n"
    )


def test_another_signature_is_named(capsys):
    async def poll():
        return {}

    assert said(capsys, "poll-in-turn", poll) == (
        "not yet: it has to take what the stub takes: poll(ask, names)\n"
    )


def test_the_function_is_asked_for():
    with pytest.raises(TypeError, match=r"check\('poll-in-turn', poll\)"):
        check("poll-in-turn")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("pol-in-turn", "there is no exercise 'pol-in-turn': do you mean 'po"),
        ("poll_in_turn", r"do you mean 'poll-in-turn'\?"),
        ("crwl", "do you mean 'crawl-a-frontier' or 'crawl-politely' or 'cra"),
        ("02-77", r"there is no exercise '02-77': progress\(\) shows their"),
    ],
)
def test_an_unknown_name_is_told_the_nearest(name, words):
    with pytest.raises(ValueError, match=words):
        check(name, None)


async def harvest(fetch, start):
    return []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((harvest, "harvest-a-site"), r"front: check\('harvest-a-site', har"),
        (
            (harvest,),
            r"name of the exercise in front: check\('harvest-a-site',",
        ),
        ((), r"check\(\) needs the name of the exercise in front"),
    ],
)
def test_arguments_that_are_swapped_or_missing(arguments, words):
    with pytest.raises(TypeError, match=words):
        check(*arguments)


def test_a_function_tells_which_exercise_may_be_meant():
    with pytest.raises(ValueError, match=r"do you mean 'harvest-a-site'\?"):
        check("xyz", harvest)


def test_a_name_is_a_text():
    with pytest.raises(
        TypeError, match="such as 'add-as-they-come', got float"
    ):
        check(4.1, None)


def test_an_exercise_is_known_by_the_number_that_it_had(capsys):
    assert said(capsys, "02-1", 3).endswith(": check('poll-in-turn', poll)\n")


# What is a function too


def test_a_functools_partial_is_a_function_too():
    async def poll(greeting, ask, names):
        return {name: await ask(name) for name in names}

    assert judge(TASK, functools.partial(poll, "hello")).passed


def test_a_method_is_a_function_too():
    class Page:
        async def poll(self, ask, names):
            return {name: await ask(name) for name in names}

    assert judge(TASK, Page().poll).passed


# Try after try


def tried(source, kept):
    answer(TASK, namespace(source)["poll"], kept)


def test_hints_grow_stronger(capsys):
    kept = Store(None)
    lines = []
    for _ in range(3):
        tried(WRONG.source, kept)
        lines.append(capsys.readouterr().out.partition("\n\n")[0])
    first = WRONG.line
    more = "Await ask(name) where you call it, inside the loop."
    offer = "When you have had enough: solution('poll-in-turn')"
    rest = (
        "2 of 7 cases passed: with one service; with no service at all.\n"
        "To see it again, in a cell of its own:"
    )
    assert lines == [
        f"{first}\n{rest}",
        f"{first}\n{more}\n{rest}",
        f"{first}\n{more}\n{offer}\n{rest}",
    ]


def test_below_a_hint_is_the_chart_of_the_run(capsys):
    tried(WRONG.source, Store(None))
    _, lines, drawing = capsys.readouterr().out.split("\n\n")
    assert lines == (
        "    from helpers import again\n"
        '    run(again("poll-in-turn", poll, case=1), clock="virtual")'
    )
    assert drawing.startswith("Your program\npoll(")


def test_above_it_is_the_chart_that_is_asked_for(capsys):
    exercise = find("quick-one-first")
    wrong = wrong_answers(exercise.name)[0]
    main = namespace(exercise.stub, wrong.source)["main"]
    answer(exercise, main, Store(None))
    *_, asked, mine = capsys.readouterr().out.split("\n\n")
    assert asked.startswith("Asked for\nmain(a, b) |---------|----")
    assert mine.startswith("Your program\nmain(a, b) |")
    assert asked.splitlines()[-1] == mine.splitlines()[-1]  # one axis


def test_a_case_that_did_not_pass_can_be_seen_again(capsys):
    poll = namespace(WRONG.source)["poll"]
    run(again("poll-in-turn", poll, case=2), clock="virtual")
    assert capsys.readouterr().out == (
        "0 s: ask('tides') begins\n0 s: ask('buses') begins\n"
        "0.5 s: ask('buses') returned\n2 s: ask('tides') returned\n"
    )


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.length if name in SLOW else ())
        for name in names()
    ],
)
def test_every_case_can_be_seen_again(name, capsys):
    exercise = find(name)
    mine = namespace(exercise.stub, exercise.reference)[exercise.function]
    for number, case in enumerate(exercise.cases, 1):
        expected = raises(case) if case.raises else contextlib.nullcontext()
        with expected, asyncio.Runner(loop_factory=VirtualLoop) as runner:
            runner.run(again(name, mine, number))


@contextlib.contextmanager
def raises(case):
    """Expect the exception of a case, by itself or in a group."""
    with pytest.raises((case.raises, BaseExceptionGroup)) as caught:
        yield
    error = caught.value
    assert isinstance(error, case.raises) or error.subgroup(case.raises)


def test_an_exercise_can_be_begun_again(capsys):
    reset("poll-in-turn")
    assert capsys.readouterr().out == f"{TASK.stub}\n\n\n{TASK.trial}\n"


def test_another_way_is_shown_to_those_who_have_solved_it(capsys):
    exercise = dataclasses.replace(TASK, another="with one comprehension.")
    answer(exercise, namespace(TASK.reference)["poll"], Store(None))
    assert capsys.readouterr().out == (
        f"yes: {TASK.good}\nAnother way: with one comprehension.\n"
        f"Try next: {TASK.then}\n"
    )


def test_solved_is_said_with_what_comes_next(capsys):
    kept = Store(None)
    tried(TASK.reference, kept)
    assert capsys.readouterr().out == (
        f"yes: {TASK.good}\nAnother way: {TASK.another}\n"
        f"Try next: {TASK.then}\n"
    )
    assert kept.marks()["poll-in-turn"].solved
