"""Judges an answer once more, alone: a second opinion before it counts.

What a whole notebook has done to its process cannot touch this one, which
was made before. Here run only the definitions that the answer needs, see
`alone`, and then the judge. After it has said yes the judge is given the
stub as well, which is wrong: if that passes too, the answer has got at the
judge.
"""

from __future__ import annotations

import ast
import asyncio
import inspect
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Any

from helpers.checking.exercise import Exercise
from helpers.checking.feedback import refusal
from helpers.checking.judging import Verdict, judge
from helpers.checking.load import find
from helpers.checking.stubs import is_stub, namespace
from helpers.grade.limits import stopped_after, words_of
from helpers.grade.untouched import Untouched

__all__ = ["fault_in", "judged"]

MORE_SECONDS = 3.0  # of work
PLACE = "<the answer alone>"


def fault_in(
    exercise: Exercise,
    statements: Sequence[ast.stmt],
    expression: str,
    seconds: float,
) -> str:
    """Return what is wrong with an answer on its own; "" if nothing is."""
    untouched = Untouched([find(exercise.name)])
    stub = namespace(exercise.stub)[exercise.function]
    try:
        with stopped_after(seconds):
            names = _names(statements)
            mine = eval(expression, names)
    except BaseException as error:
        return words_of(error)
    if replaced := untouched.put_back():
        return f"it replaced {replaced[0]}"
    if refused := refusal(exercise, mine):
        return refused
    if is_stub(exercise, mine):
        return "it is the stub"
    wrong = judged(exercise, mine).wrong
    if replaced := untouched.put_back():
        return f"it replaced {replaced[0]}"
    if not wrong and judge(exercise, stub).passed:
        return "after it the judge says yes to anything"
    return wrong


def judged(exercise: Exercise, mine: Any) -> Verdict:
    """Judge an answer; give one that was stopped more time, and once more.

    Where many notebooks run at a time, an answer may get little of it.
    """
    verdict = judge(exercise, mine)
    if verdict.attempt is not None and verdict.attempt.stopped is not None:
        return judge(exercise, mine, MORE_SECONDS)
    return verdict


def _names(statements: Sequence[ast.stmt]) -> dict[str, Any]:
    """Run statements as cells are run; return the names that they bind."""
    module = ModuleType("__main__")
    sys.modules["__main__"] = module
    names = vars(module)
    names["display"] = lambda *given, **more: None
    code = compile(
        ast.Module([*statements], type_ignores=[]),
        PLACE,
        "exec",
        flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT,
        dont_inherit=True,
    )
    if code.co_flags & inspect.CO_COROUTINE:
        loop = asyncio.new_event_loop()
        loop.run_until_complete(eval(code, names))
    else:
        exec(code, names)
    return names
