"""A learner fails an exercise, reads the hint, solves it."""

import pytest

from tests.tools.real_lab import Notebook

WRONG = """async def both(first, second):
    one = asyncio.create_task(first())
    return [await one, await second()]
"""
RIGHT = """async def both(first, second):
    one = asyncio.create_task(first())
    other = asyncio.create_task(second())
    return [await one, await other]
"""


@pytest.fixture(scope="module")
def notebook(lab, browser):
    """The notebook on tasks, of which nothing but the imports was run."""
    context = browser.new_context(viewport={"width": 1360, "height": 900})
    opened = Notebook(context.new_page(), lab, "04_scheduled_first.ipynb")
    opened.run_cell(opened.index_of("setup"))
    yield opened
    opened.close()
    context.close()


def answer_with(notebook, source):
    """Put an answer into its cell, run it and the check; return its line."""
    mine = notebook.index_of("mine-two-at-once")
    notebook.source(mine, source)
    notebook.run_cell(mine)
    check = notebook.index_of("check-two-at-once")
    notebook.run_cell(check)
    return notebook.output_text(check)


def test_the_untouched_answer_is_no_attempt(notebook):
    untouched = notebook.source(notebook.index_of("mine-two-at-once"))
    assert "not attempted yet" in answer_with(notebook, untouched)


def test_a_wrong_answer_gets_a_hint_that_names_what_happened(notebook):
    line = answer_with(notebook, WRONG)
    assert line.startswith("not yet: ")
    assert "slow()" in line


def test_a_second_wrong_answer_gets_a_stronger_hint(notebook):
    hint, more, *_ = answer_with(notebook, WRONG).splitlines()
    assert hint.endswith("?")
    assert more.startswith("Hand both to asyncio.create_task")


def test_a_right_answer_is_told_so(notebook):
    assert answer_with(notebook, RIGHT).startswith("yes: ")
    assert notebook.errors() == []
