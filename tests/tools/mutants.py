"""Programs that differ from a given one in one place, made by machine.

Each mutant is what a slip would make of a program: an `await` or a
`create_task` dropped, two statements or arguments swapped, a number
changed, a condition turned round, a statement left out.
"""

from __future__ import annotations

import ast
import copy
import functools
from collections.abc import Callable, Iterator
from typing import Any

__all__ = ["mutants"]

SWAPS = {
    "FIRST_COMPLETED": "ALL_COMPLETED",
    "FIRST_EXCEPTION": "ALL_COMPLETED",
    "ALL_COMPLETED": "FIRST_COMPLETED",
}
SCHEDULERS = {"create_task", "ensure_future"}
Change = Callable[[], object]


def mutants(source: str) -> Iterator[tuple[str, str]]:
    """Yield what was changed, and the program, for each single change."""
    tree = ast.parse(source)
    seen = {ast.unparse(tree)}
    for number in range(_count(tree)):
        twin = copy.deepcopy(tree)
        what, change = list(_changes(twin))[number]
        change()
        text = ast.unparse(ast.fix_missing_locations(twin))
        if text not in seen:
            seen.add(text)
            yield what, text


def _count(tree: ast.AST) -> int:
    return sum(1 for _ in _changes(tree))


def _changes(tree: ast.AST) -> Iterator[tuple[str, Change]]:
    for node in ast.walk(tree):
        line = getattr(node, "lineno", 0)
        for what, change in _changes_of(node):
            yield f"line {line}: {what}", change


def _changes_of(node: ast.AST) -> Iterator[tuple[str, Change]]:
    yield from _dropped_wrappers(node)
    yield from _changed_blocks(node)
    yield from _swapped_parts(node)
    yield from _changed_values(node)


def _dropped_wrappers(node: ast.AST) -> Iterator[tuple[str, Change]]:
    """`await x` and `create_task(x)` become `x`."""
    for field, value in ast.iter_fields(node):
        places = value if isinstance(value, list) else [value]
        for index, child in enumerate(places):
            inner, what = _wrapped(child)
            if inner is None:
                continue
            if isinstance(value, list):
                yield what, functools.partial(_put, value, index, inner)
            else:
                yield what, _setting(node, field, inner)


def _wrapped(child: object) -> tuple[ast.expr | None, str]:
    if isinstance(child, ast.Await):
        return child.value, "await dropped"
    if isinstance(child, ast.Call) and child.args:
        name = getattr(child.func, "attr", getattr(child.func, "id", ""))
        if name in SCHEDULERS:
            return child.args[0], f"{name} dropped"
    return None, ""


def _put(places: list[ast.AST], index: int, node: ast.AST) -> None:
    places[index] = node


def _changed_blocks(node: ast.AST) -> Iterator[tuple[str, Change]]:
    for field in ("body", "orelse", "finalbody"):
        block = getattr(node, field, None)
        if not isinstance(block, list) or isinstance(node, ast.Module):
            continue
        for index in range(len(block)):
            yield "left out", functools.partial(_put, block, index, ast.Pass())
        for index in range(len(block) - 1):
            swap = functools.partial(_swap, block, index)
            yield "swapped with the next", swap


def _swap(places: list[ast.AST], index: int) -> None:
    first, second = places[index : index + 2]
    places[index : index + 2] = [second, first]


def _swapped_parts(node: ast.AST) -> Iterator[tuple[str, Change]]:
    parts: Any = getattr(node, "elts", None)
    if parts is None and isinstance(node, ast.Call):
        parts = node.args
    for index in range(len(parts or ()) - 1):
        yield "parts swapped", functools.partial(_swap, parts, index)


def _changed_values(node: ast.AST) -> Iterator[tuple[str, Change]]:
    if isinstance(node, ast.Constant):
        yield from _changed_constant(node)
    elif isinstance(node, (ast.If, ast.While)):
        turned = ast.UnaryOp(ast.Not(), node.test)
        yield "condition turned", _setting(node, "test", turned)
    elif isinstance(node, ast.Return) and node.value is not None:
        nothing = ast.Constant(None)
        yield "returns None", _setting(node, "value", nothing)
    elif isinstance(node, ast.ExceptHandler) and node.type is not None:
        wide = ast.Name("BaseException", ast.Load())
        yield "catches all", _setting(node, "type", wide)
    elif isinstance(node, ast.Attribute) and node.attr in SWAPS:
        yield "another constant", _setting(node, "attr", SWAPS[node.attr])
    elif isinstance(node, ast.Call) and node.keywords:
        yield "an option dropped", node.keywords.pop


def _changed_constant(node: ast.Constant) -> Iterator[tuple[str, Change]]:
    value = node.value
    if isinstance(value, bool):
        yield "truth turned", _setting(node, "value", not value)
    elif isinstance(value, (int, float)):
        for other in {value * 2, value + 1, 0} - {value}:
            yield f"{value} -> {other}", _setting(node, "value", other)


def _setting(node: ast.AST, field: str, value: object) -> Change:
    return functools.partial(setattr, node, field, value)
