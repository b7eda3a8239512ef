"""Runs one notebook cell by cell, and judges what is in it as it goes.

Cells run in an IPython without a kernel, inside a running loop as in one,
on the virtual clock; a cell that fails or is stopped does not keep the next
from running, since lessons fail on purpose.

All of it happens in one process, that of the learner's code. So what is
said here counts as a claim, which `worker` has confirmed.
"""

from __future__ import annotations

import ast
import asyncio
import contextlib
from collections.abc import Mapping, Sequence
from typing import Any

from helpers.checking.exercise import Exercise
from helpers.checking.feedback import (
    charts_of,
    check,
    line_of_verdict,
    refusal,
)
from helpers.checking.judging import Verdict
from helpers.checking.load import find
from helpers.checking.stubs import is_stub
from helpers.grade.anchors import Anchor, without_checks
from helpers.grade.apart import Tell
from helpers.grade.confirming import judged
from helpers.grade.limits import stopped_after, words_of
from helpers.grade.said import MOST_CHART, Kind, State
from helpers.grade.submissions import Cell
from helpers.grade.untouched import Untouched

__all__ = ["Notebook"]


class Notebook:
    """One notebook on its way through a shell.

    `exercises` are to be read afresh: what `find` gives is in everybody's
    reach.
    """

    def __init__(
        self,
        cells: Sequence[Cell],
        anchors: Sequence[Anchor],
        exercises: Mapping[str, Exercise],
        cell_seconds: float,
        tell: Tell,
    ) -> None:
        self.cells, self.anchors = cells, anchors
        self.exercises = exercises
        self.cell_seconds = cell_seconds
        self._tell = tell
        self.loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self.loop)
        self.shell = _shell()
        self.untouched = Untouched([find(name) for name in self.exercises])

    def work(self) -> None:
        """Run cell after cell; judge an exercise when its turn comes."""
        last = max((anchor.place for anchor in self.anchors), default=-1)
        for place, cell in enumerate(self.cells[: last + 1]):
            if cell.is_code:
                self.tell(Kind.CELL, place=place)
                self._run(place, cell)
            for anchor in self.anchors:
                if anchor.place == place:
                    self._judge(anchor)

        self.tell(Kind.END)

    def tell(self, kind: Kind, **more: Any) -> None:
        """Send a line."""
        self._tell({"kind": kind, **more})

    def _run(self, place: int, cell: Cell) -> None:
        """Run one cell, for so many seconds; tell how it failed."""
        error: BaseException | None
        try:
            with stopped_after(self.cell_seconds):
                run = self.shell.run_cell_async(
                    cell.source,
                    store_history=True,
                    transformed_cell=self.shell.transform_cell(cell.source),
                )
                done = self.loop.run_until_complete(run)
            error = done.error_before_exec or done.error_in_exec
        except BaseException as raised:
            error = raised
        if error is not None and not cell.may_raise:
            self.tell(Kind.ERROR, place=place, words=words_of(error))

    def _judge(self, anchor: Anchor) -> None:
        """Judge what an anchor names, and tell what came of it."""
        names = self.untouched.put_back()
        if self.shell.user_ns.get("check", check) is not check:
            names.append("check, in the notebook")
        if names:
            self.tell(Kind.PATCHED, names=names)
        exercise = self.exercises[anchor.exercise]
        try:
            self.tell(Kind.VERDICT, **self._verdict(exercise, anchor))
        except BaseException as error:
            said = {"state": State.LOST, "line": words_of(error)}
            self.tell(Kind.VERDICT, **_about(anchor), **said)

    def _verdict(self, exercise: Exercise, anchor: Anchor) -> dict[str, Any]:
        about = _about(anchor)
        try:
            with stopped_after(self.cell_seconds):
                mine = eval(anchor.expression, self.shell.user_ns)
        except BaseException as error:
            return {**about, "state": State.MISSING, "line": words_of(error)}
        if refused := refusal(exercise, mine):
            return {**about, "state": State.NOT_YET, "line": refused}
        if is_stub(exercise, mine):
            return {**about, "state": State.UNTOUCHED}
        verdict = judged(exercise, mine)
        if names := self.untouched.put_back():
            verdict = Verdict(f"it replaced {', '.join(names)}")
        if verdict.passed:
            return {**about, "state": State.SOLVED}
        return {**about, "state": State.NOT_YET, **_said(exercise, verdict)}


def _about(anchor: Anchor) -> dict[str, Any]:
    return {"exercise": anchor.exercise, "place": anchor.place}


def _said(exercise: Exercise, verdict: Verdict) -> dict[str, Any]:
    """Return the line, what the mistake is known by, and its charts."""
    line = line_of_verdict(verdict, 1).removeprefix("not yet: ")
    said = {"line": line, "mistake": verdict.hint or verdict.wrong}
    if verdict.attempt is not None:
        with contextlib.suppress(Exception):
            charts = charts_of(exercise, verdict.attempt)
            text = charts[0].to_json(*charts[1:]) if charts else ""
            said["charts"] = text if len(text) <= MOST_CHART else ""
    return said


def _shell() -> Any:
    """Return an IPython without history, colours or pictures."""
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    import helpers.charts.display

    own = Config()
    own.HistoryManager.enabled = False
    own.InteractiveShell.colors = "NoColor"
    own.InteractiveShell.xmode = "Minimal"
    shell = InteractiveShell.instance(config=own)
    shell.ast_transformers.append(_Transformer())
    # Nobody looks: the text beside a picture says the same.
    display: Any = helpers.charts.display
    display._picture = lambda *args: ""
    return shell


class _Transformer(ast.NodeTransformer):
    """Takes the calls of `check` out of a cell."""

    def visit(self, node: ast.AST) -> ast.AST:
        return without_checks(node) if isinstance(node, ast.Module) else node
