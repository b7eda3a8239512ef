"""A second opinion: what an answer is without the rest of its notebook."""

import ast
import contextlib
import json
import os
import sys

import pytest

from helpers.checking.judging import judge
from helpers.checking.load import find, names
from helpers.checking.stubs import namespace
from helpers.grade.alone import alone, reaches
from helpers.grade.anchors import trees_of
from helpers.grade.apart import CAN_FORK, Apart
from helpers.grade.confirming import fault_in
from helpers.grade.submissions import Cell
from tests.tools.answer_files import answered, right_answers, wrong_answers
from tests.tools.handed_in import FIRST

STUB = "async def both(first, second):\n    pass"


def cell(source):
    return Cell("", True, source)


def answer_alone(*sources, expression="both"):
    trees = trees_of([cell(source) for source in sources])
    found = alone(trees, len(sources) - 1, expression)
    return "\n".join(map(ast.unparse, found))


def test_an_answer_takes_along_what_it_needs_and_what_that_needs():
    cells = (
        "import asyncio\nimport json\nprint('x')",
        "LIMIT = 3\nother = 4\ndef helper():\n    return LIMIT",
        "async def both(first, second):\n    helper = 1\n    return late()",
        "def late():\n    return helper()\nlate.tries = 0",
    )
    assert answer_alone(*cells) == (
        "LIMIT = 3\ndef helper():\n    return LIMIT\n"
        "async def both(first, second):\n    helper = 1\n    return late()\n"
        "def late():\n    return helper()\nlate.tries = 0"
    )


def test_what_is_done_to_a_module_is_left_out():
    cells = ("import asyncio\nasyncio.sleep = print\nasyncio.run(main())",)
    assert answer_alone(*cells, expression="asyncio") == "import asyncio"


def test_what_comes_after_the_place_is_left_out():
    trees = trees_of([cell("x = 1"), cell("x = 2")])
    assert [ast.unparse(each) for each in alone(trees, 0, "x")] == ["x = 1"]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import gc, asyncio", ["gc"]),
        ("from helpers.grade import notebook", ["helpers.grade"]),
        ("import helpers.checking.judging as j", ["helpers.checking.judging"]),
        ("helpers.checking", ["checking"]),
        ("os._exit(0); os.path.join('a')", ["os._exit"]),
        ("f.__globals__['x']; f.__name__", ["__globals__"]),
        ("getattr(x, 'a' + 'b'); getattr(x, 'ab')", ["getattr"]),
        ("eval('1')", ["eval"]),
        ("import sys\nsys._getframe()", ["sys._getframe"]),
        ("from os import fork", ["os.fork"]),
        ("from asyncio import gather, Task", []),
    ],
)
def test_what_reaches_far_is_named(source, found):
    assert reaches(ast.parse(source).body) == found


def test_no_answer_of_the_course_reaches_far():
    sources = [find(name).reference for name in names()]
    sources += [x for name in answered() for x in right_answers(name)]
    sources += [x.source for name in answered() for x in wrong_answers(name)]
    far = {name for x in sources for name in reaches(_body(x))}
    assert far == set()


def _body(source):
    with contextlib.suppress(SyntaxError):
        return ast.parse(source).body
    return []


def test_no_stub_is_right_so_a_judge_that_says_yes_to_it_is_found_out():
    for name in names()[::9]:
        stub = namespace(find(name).stub)[find(name).function]
        assert not judge(find(name), stub).passed


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        (f"import asyncio\n{find(FIRST).reference}", ""),
        (STUB, "it is the stub"),
        ("both = 7", "this is no coroutine function, "),
        ("1 / 0", "ZeroDivisionError"),
        (wrong_answers(FIRST)[0].source, "quick() was never started"),
        (
            "from helpers.checking.judging import Verdict\n"
            "Verdict.passed = property(lambda self: True)\n"
            + wrong_answers(FIRST)[0].source,
            "it replaced helpers.checking.judging.Verdict.passed",
        ),
    ],
)
def test_an_answer_is_judged_alone(source, fault, monkeypatch):
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    body = ast.parse(source).body
    said = fault_in(find(FIRST), body, "both", 5)
    assert said.startswith(fault)
    assert bool(said) == bool(fault)


@pytest.mark.skipif(not CAN_FORK, reason="needs fork")
@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
def test_a_process_apart_says_lines_and_how_it_ended():
    def work(tell):
        tell({"a": 1})
        os.write(1, b"not a line")
        os.kill(os.getpid(), 9)

    process = Apart(work)
    assert [json.loads(line) for line in process.lines()] == [{"a": 1}]
    assert process.end() == "it killed its kernel (SIGKILL)"
