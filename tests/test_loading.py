"""What an author gets wrong is an error with file and line.

Each test changes one thing in the file of a sound exercise.
"""

import re
from dataclasses import replace

import pytest

from helpers.checking.cells import cells_of
from helpers.checking.exercise import ExerciseError, Kind, ResultError, Rule
from helpers.checking.judging import judge
from helpers.checking.load import find, load
from helpers.checking.results import equal
from helpers.checking.stubs import namespace

SOUND = find("two-at-once")
TEXT = SOUND.path.read_text(encoding="utf-8")


@pytest.fixture
def changed(tmp_path):
    """Return a function that changes the file; it returns the new one."""

    def change(old, new):
        assert old in TEXT
        path = tmp_path / "my_exercise.py"
        path.write_text(TEXT.replace(old, new, 1), encoding="utf-8")
        return path

    return change


def line_of(path, words):
    """Return the number of the first line with some words in it."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return next(n for n, line in enumerate(lines, 1) if words in line)


def wrong_in(path):
    """Return the line that an author is sent to, and what is said of it."""
    with pytest.raises(ExerciseError) as caught:
        load(path)
    found = re.fullmatch(
        rf"{re.escape(str(path))}:(\d+): (.+)", str(caught.value)
    )
    return int(found[1]), found[2]


# What is right


def test_a_file_is_read(changed):
    exercise = load(changed("", ""))
    assert exercise.name == "my-exercise"
    assert (exercise.kind, exercise.function) == (Kind.COMPLETE, "both")
    assert exercise.task.startswith("Complete `both(first, second)` so ")
    assert exercise.trial == 'run(both(a, a), title="Two at once")'
    assert exercise.good.startswith("both were under way")
    assert [len(exercise.cases), len(exercise.rules)] == [4, 4]


def test_jupytexts_way_to_write_a_mark_is_understood(changed):
    path = changed("# %% [markdown] task", "# %% task [markdown]")
    assert load(path).task == SOUND.task


def test_cells_know_their_lines():
    lines = TEXT.splitlines()
    for cell in cells_of(SOUND.path):
        first = cell.text.partition("\n")[0]
        assert (
            lines[cell.line - 1].removeprefix("# " * cell.is_markdown) == first
        )


def test_a_file_that_was_saved_is_read_again(changed, monkeypatch):
    path = changed("# # Two at once", "# # Before")
    monkeypatch.setattr("helpers.checking.load.FOLDER", path.parent)
    assert find("my-exercise").title == "Before"
    path.write_text(TEXT.replace("# # Two at once", "# # Afterwards"))
    assert find("my-exercise").title == "Afterwards"


# Cells


def test_an_unknown_cell(changed):
    path = changed("# %% trial", "# %% trail")
    line = line_of(path, "# %% trail")
    words = "no cell is called 'trail'; see helpers.checking.load"
    assert wrong_in(path) == (line, words)


def test_a_missing_cell(changed):
    path = changed("# %% trial\n", "")
    assert wrong_in(path) == (1, "there is no cell 'trial'")


def test_a_second_cell(changed):
    path = changed("# %% trial", "# %% stub")
    assert wrong_in(path)[1] == "there is a second cell 'stub'"


def test_an_empty_cell(changed):
    path = changed("# %% trial", "# %% trial\n\n# %% stub")
    assert wrong_in(path)[1] == "the cell 'trial' is empty"


def test_prose_in_a_cell_of_code(changed):
    path = changed("# %% [markdown] discussion", "# %% discussion")
    line = line_of(path, "# %% discussion")
    words = "this cell begins with '# %% [markdown] discussion'"
    assert wrong_in(path) == (line, words)


def test_something_before_the_first_cell(changed):
    path = changed(
        "# %% [markdown] task", "import asyncio\n# %% [markdown] task"
    )
    assert wrong_in(path)[1].startswith("no cell is called ''")


def test_a_task_without_its_title(changed):
    path = changed("# # Two at once\n", "")
    words = "'# title', a line of facts, and the task go here"
    assert wrong_in(path) == (2, words)


def test_nothing_to_try_next(changed):
    path = changed("# Try next: ", "# ")
    line = line_of(path, "# yes: ")
    words = "'yes: ...' and 'Try next: ...' go here"
    assert wrong_in(path) == (line, words)


# Facts


@pytest.mark.parametrize(
    "fact",
    ["kid: fix it", "kind: repair it", "longest: an hour", "fix it"],
)
def test_a_fact_that_is_none(changed, fact):
    path = changed("kind: complete it", fact)
    line, words = wrong_in(path)
    assert line == 3
    assert words.startswith(f"{fact!r} is no fact; there are kind, function,")


def test_an_allowance_that_is_none(changed):
    path = changed("formerly: 00-1", "allows: leaving task")
    assert wrong_in(path)[1].startswith("'allows: leaving task' is no fact")


def test_a_fact_that_is_missing(changed):
    path = changed("function: both, ", "")
    assert wrong_in(path) == (3, "the facts do not say the function")


# Cases and rules


def test_a_misspelt_field_of_a_case(changed):
    path = changed("seconds=max(", "second=max(")
    line, words = wrong_in(path)
    assert line == line_of(path, "return Case(")
    assert words.startswith("TypeError: ")
    assert "unexpected keyword argument 'second'" in words


def test_a_misspelt_option_of_a_rule(changed):
    path = changed('    asks(\n        hint="', '    asks(\n        hnt="')
    line, words = wrong_in(path)
    assert line == line_of(path, "    asks(")
    assert "unexpected keyword argument 'hnt'" in words


def test_a_syntax_error(changed):
    path = changed("cases = [", "cases = [[")
    line, words = wrong_in(path)
    assert line >= line_of(path, "cases = [[")
    assert words.startswith("SyntaxError: ")


def test_an_import_of_nothing(changed):
    path = changed("import asks, returns", "import ask, returns")
    line, words = wrong_in(path)
    assert line == line_of(path, "import ask, returns")
    assert words.startswith("ImportError: cannot import name 'ask'")


@pytest.mark.parametrize("name", ["cases", "rules"])
def test_a_list_under_another_name(changed, name):
    path = changed(f"\n{name} = [", "\nothers = [")
    kind = {"cases": "Cases", "rules": "Rules"}[name]
    line, words = wrong_in(path)
    assert words == f"this cell makes {name!r}, a list of {kind}"
    assert line == line_of(path, f"# %% {name}") + 1


def test_a_rule_without_its_field(changed):
    path = changed('asks=[f"{name}()" for name in jobs],', "")
    words = "a rule asks for 'asks'; a case has none: ''"
    assert wrong_in(path) == (line_of(path, "# %% cases") + 1, words)


# While a program is judged

RAISES = """
def raises(attempt):
    return attempt.case.words[99]


rules = [
    Rule(raises),
"""


def test_a_rule_that_raises_is_the_authors_error(changed):
    path = changed("\nrules = [\n", RAISES)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("import Case\n", "import Case, Rule\n"))
    exercise = load(path)
    line = line_of(path, "words[99]")
    words = f"{path}:{line}: IndexError: string index out of range"
    with pytest.raises(ExerciseError, match=re.escape(words)):
        judge(exercise, namespace(exercise.reference)["both"])


def test_a_rule_of_the_course_that_raises_names_the_exercise(changed):
    path = changed('asks=[f"{name}()" for', "asks=[[] for")
    exercise = load(path)
    words = f"{path}:{exercise.rules_line}: TypeError: "
    with pytest.raises(ExerciseError, match=re.escape(words)):
        judge(exercise, namespace(exercise.reference)["both"])


def test_a_result_that_does_not_compare_is_the_learners():
    class Odd:
        def __eq__(self, other):
            raise ZeroDivisionError

        __hash__ = None

    with pytest.raises(ResultError, match="ZeroDivisionError"):
        equal(["slow", "quick"], [Odd(), Odd()])

    async def both(first, second):
        import asyncio

        await asyncio.gather(first(), second())
        return [Odd(), Odd()]

    verdict = judge(SOUND, both)
    assert verdict.wrong == "its result cannot be judged: ZeroDivisionError"


def test_a_rule_says_what_it_needs():
    assert Rule(str).needs == ""
    assert [rule.needs for rule in SOUND.rules] == ["asks", "", "", ""]


def test_a_case_about_one_thing_has_a_question_of_its_own():
    async def both(first, second):
        return [await first(), await second()]

    case = replace(SOUND.cases[0], question=("Why?", "So."))
    verdict = judge(replace(SOUND, cases=(case,)), both)
    assert (verdict.hint, verdict.more) == ("Why?", "So.")
