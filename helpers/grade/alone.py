"""The answer alone: what of a notebook an answer needs, and no more.

That is the definition of the learner's function, and those of all names
that stand in it, one by one: functions, classes, imports, values. Calls
that stand for themselves are left out, and so is what is done to modules:
an answer that is right needs neither, a verdict that is made up does.
Everything here looks at text; nothing is run.
"""

from __future__ import annotations

import ast
import symtable
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

__all__ = ["alone", "reaches"]

IMPORTS = (ast.Import, ast.ImportFrom)
CHANGES = (ast.Attribute, ast.Subscript)
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)

# By what a program gets at the process that judges it.
FAR = frozenset(
    "builtins code ctypes gc importlib inspect mmap multiprocessing pickle "
    "pty resource subprocess traceback weakref "
    "atexit breakpoint compile delattr eval exec get_ipython globals "
    "locals open setattr vars".split()
)
FAR_PARTS = {
    "os": frozenset({"getenv", "path", "sep", "linesep"}),
    "signal": frozenset({"SIGHUP", "SIGINT", "SIGTERM", "Signals"}),
    "sys": frozenset(
        {"exc_info", "executable", "maxsize", "stderr", "stdout"}
    ),
}  # modules that are far, but for these names
JUDGES = frozenset("checking clocks compat exercises grade recording".split())
NEAR_DUNDERS = frozenset(
    "__aenter__ __aexit__ __aiter__ __anext__ __await__ __call__ __cause__ "
    "__context__ __doc__ __enter__ __eq__ __exit__ __init__ __iter__ "
    "__len__ __name__ __next__ __notes__ __post_init__ __qualname__ "
    "__repr__ __str__".split()
)


@dataclass(frozen=True)
class _Part:
    """A statement at the top level of a cell, by what it does to names."""

    statement: ast.stmt
    binds: frozenset[str]
    changes: frozenset[str]
    loads: frozenset[str]


def alone(
    trees: Mapping[int, ast.Module], place: int, expression: str
) -> list[ast.stmt]:
    """Return what the cells up to `place` say about an expression's names."""
    parts = [
        _part(statement)
        for number, tree in sorted(trees.items())
        if number <= place
        for statement in tree.body
    ]
    modules = {
        name for part in parts if _is_import(part) for name in part.binds
    }
    wanted = set(_loads(ast.parse(expression, mode="eval")))
    chosen: set[int] = set()
    while more := {
        number
        for number, part in enumerate(parts)
        if number not in chosen and _tells(part, wanted, modules)
    }:
        chosen |= more
        wanted |= {name for number in more for name in parts[number].loads}
    return [parts[number].statement for number in sorted(chosen)]


def _tells(part: _Part, wanted: set[str], modules: set[str]) -> bool:
    """Say whether a statement binds or changes a name that is wanted."""
    told = part.binds | (part.changes - modules)
    return "*" in part.binds or not told.isdisjoint(wanted)


def _is_import(part: _Part) -> bool:
    return isinstance(part.statement, IMPORTS)


def _part(statement: ast.stmt) -> _Part:
    return _Part(
        statement,
        frozenset(_binds(statement)),
        frozenset(_changes(statement)),
        frozenset(_loads(statement)),
    )


def _here(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield a node and what is in it, but not what functions have inside."""
    yield tree
    if not isinstance(tree, SCOPES):
        for each in ast.iter_child_nodes(tree):
            yield from _here(each)


def _binds(statement: ast.stmt) -> Iterator[str]:
    for node in _here(statement):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, SCOPES) and not isinstance(node, ast.Lambda):
            yield node.name
        elif isinstance(node, IMPORTS):
            for each in node.names:
                yield each.asname or each.name.partition(".")[0]


def _changes(statement: ast.stmt) -> Iterator[str]:
    for node in _here(statement):
        if isinstance(node, CHANGES) and isinstance(node.ctx, ast.Store):
            inner: ast.expr = node
            while isinstance(inner, CHANGES):
                inner = inner.value
            if isinstance(inner, ast.Name):
                yield inner.id


def _loads(tree: ast.AST) -> Iterator[str]:
    """Yield the names that a statement takes from the top level."""
    try:
        table = symtable.symtable(ast.unparse(tree), "", "exec")
    except SyntaxError:
        return
    for symbol in table.get_symbols():
        if symbol.is_referenced():
            yield symbol.get_name()
    yield from _globals(table)


def _globals(table: symtable.SymbolTable) -> Iterator[str]:
    for inner in table.get_children():
        for symbol in inner.get_symbols():
            if symbol.is_global():
                yield symbol.get_name()
        yield from _globals(inner)


def reaches(statements: Sequence[ast.stmt]) -> list[str]:
    """Return the names that reach further than an answer has to.

    None of them is forbidden, and names can be hidden: this is no proof of
    anything, and a reason to look.
    """
    found = dict.fromkeys(
        name for each in statements for name in _reaches(each)
    )
    return list(found)


def _reaches(statement: ast.stmt) -> Iterator[str]:
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and node.id in FAR:
            yield node.id
        elif isinstance(node, ast.Name) and _is_far_dunder(node.id):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield from _far_attribute(node)
        elif isinstance(node, IMPORTS):
            yield from _far_imports(node)
        elif isinstance(node, ast.Call) and _gets_something_else(node):
            yield "getattr"


def _is_far_dunder(name: str) -> bool:
    return (
        name.startswith("__")
        and name.endswith("__")
        and name not in NEAR_DUNDERS
    )


def _far_attribute(node: ast.Attribute) -> Iterator[str]:
    if _is_far_dunder(node.attr):
        yield node.attr
    elif node.attr in JUDGES:
        yield node.attr
    elif isinstance(node.value, ast.Name):
        near = FAR_PARTS.get(node.value.id)
        if near is not None and node.attr not in near:
            yield f"{node.value.id}.{node.attr}"


def _far_imports(node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    if isinstance(node, ast.ImportFrom):
        module = node.module or ""
        home = module.partition(".")[0]
        for each in node.names:
            if each.name not in FAR_PARTS.get(home, {each.name}):
                yield f"{home}.{each.name}"
        modules = [module]
    else:
        modules = [each.name for each in node.names]
    for module in modules:
        home, _, more = module.partition(".")
        judges = home == "helpers" and more.partition(".")[0] in JUDGES
        if home in FAR or judges:
            yield module


def _gets_something_else(node: ast.Call) -> bool:
    """Say whether this is a `getattr` by a name that is made."""
    return (
        isinstance(node.func, ast.Name)
        and node.func.id == "getattr"
        and len(node.args) > 1
        and not isinstance(node.args[1], ast.Constant)
    )
