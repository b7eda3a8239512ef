"""A program as a slide shows it: nothing in it tells what its chart will say.

In a notebook a call of `run` has a title, which is the point of the chart, and
the prediction that it is compared with. On a slide the chart comes later and
brings its title along, so the program is shown without both. Where a file has
two empty lines it has one.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

__all__ = ["as_shown"]

CELL = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
GIVES_AWAY = {"title", "prediction"}  # arguments of `run`
WIDEST = 79  # columns of a line

_Edit = tuple[int, int, str]  # from one byte to another, and what comes there


def as_shown(source: str) -> str:
    """Return a program without what gives its chart away."""
    try:
        tree = compile(source, "<cell>", "exec", CELL)
    except SyntaxError:  # a magic of IPython
        return source
    data = source.encode()
    starts = [0]
    for line in data.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    for start, end, new in sorted(_edits(tree, source, starts), reverse=True):
        data = data[:start] + new.encode() + data[end:]
    text = re.sub(r"\n{3,}", "\n\n", data.decode()).strip("\n")
    return text or source


def _edits(
    tree: ast.Module, source: str, starts: list[int]
) -> Iterator[_Edit]:
    every = (each for each in ast.walk(tree) if isinstance(each, ast.Call))
    calls = [each for each in every if _gives_away(each)]
    named = {
        word.value.id
        for call in calls
        for word in call.keywords
        if word.arg in GIVES_AWAY and isinstance(word.value, ast.Name)
    }
    for call in calls:
        assert call.end_lineno is not None
        assert call.end_col_offset is not None
        start = starts[call.lineno - 1] + call.col_offset
        end = starts[call.end_lineno - 1] + call.end_col_offset
        yield start, end, _call(call, source)
    for each in tree.body:
        if _is_for_a_run(each, named):
            assert each.end_lineno is not None
            yield starts[each.lineno - 1], starts[each.end_lineno], ""


def _gives_away(call: ast.Call) -> bool:
    return (
        isinstance(call.func, ast.Name)
        and call.func.id == "run"
        and any(word.arg in GIVES_AWAY for word in call.keywords)
    )


def _is_for_a_run(node: ast.stmt, named: set[str]) -> bool:
    """Tell whether a line only makes a prediction, or a title."""
    if not isinstance(node, ast.Assign):
        return False
    (target,) = node.targets[:1]
    return isinstance(target, ast.Name) and (
        target.id in named or ast.unparse(node.value) == "predict()"
    )


def _call(call: ast.Call, source: str) -> str:
    """Return a call without the arguments that give its chart away."""
    kept = [*call.args, *(x for x in call.keywords if x.arg not in GIVES_AWAY)]
    parts = [ast.get_source_segment(source, each) or "" for each in kept]
    line = f"run({', '.join(parts)})"
    first = source.splitlines()[call.lineno - 1]
    if call.col_offset + len(line.splitlines()[0]) <= WIDEST:
        return line
    indent = " " * (len(first) - len(first.lstrip()))
    lines = "".join(f"{indent}    {part},\n" for part in parts)
    return f"run(\n{lines}{indent})"
