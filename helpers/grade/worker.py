"""Runs one notebook and judges what is in it: the process that is fenced.

Cells come in on stdin, and what was found goes out on what was stdout, a
line for each thing, headed by a word that only the one who asked knows. What
a learner's code prints goes to stderr, where it is counted and dropped.

Cells run in an IPython without a kernel, inside a running loop as in one,
on the virtual clock; a cell that fails or is stopped does not keep the next
from running, since lessons fail on purpose.
"""

from __future__ import annotations

import ast
import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from helpers.checking.exercise import Exercise
from helpers.checking.feedback import (
    charts_of,
    check,
    line_of_verdict,
    refusal,
)
from helpers.checking.judging import Verdict, judge
from helpers.checking.load import find, load
from helpers.checking.stubs import is_stub
from helpers.grade.anchors import Anchor, anchors_of, without_checks
from helpers.grade.family import end_with_parent
from helpers.grade.said import STOPPED, Kind, State
from helpers.grade.submissions import Cell
from helpers.grade.untouched import Untouched

__all__ = ["main"]

FILE_BYTES = 20_000_000  # of a file that a learner's code writes
ADDRESS_SPACE = 4  # times the memory that it may use
MOST_CHART = 500_000  # characters of the charts below one hint


def main() -> None:
    """Read cells from stdin, run and judge them, and end at once."""
    end_with_parent()
    order = json.load(sys.stdin.buffer)
    sys.stdin.close()
    tell = _Teller(order["word"])
    _limit(order["memory"])
    sys.setrecursionlimit(max(sys.getrecursionlimit(), 1000))
    cells = [Cell(**cell) for cell in order["cells"]]
    _Worker(cells, tell, order["cell_seconds"]).work()
    tell(Kind.END)
    os._exit(0)  # threads may be left


class _Teller:
    """Writes lines to where only this process can write."""

    def __init__(self, word: str) -> None:
        self._word = word
        self._file = os.fdopen(os.dup(1), "wb", buffering=0)
        os.dup2(2, 1)

    def __call__(self, kind: Kind, **more: Any) -> None:
        text = json.dumps({"kind": kind, **more})
        self._file.write(f"{self._word} {text}\n".encode())


def _limit(memory: int) -> None:
    """Let the system refuse what is far too much; not every one can."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        space = ADDRESS_SPACE * memory
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))
        resource.setrlimit(resource.RLIMIT_AS, (space, space))


class _Worker:
    """One notebook on its way through a shell."""

    def __init__(
        self, cells: Sequence[Cell], tell: _Teller, cell_seconds: float
    ) -> None:
        self.cells, self.tell = cells, tell
        self.cell_seconds = cell_seconds
        self.anchors = anchors_of(cells)
        # Read afresh: what `find` gives is in everybody's reach.
        self.exercises = {
            name: load(find(name).path)
            for name in {anchor.exercise for anchor in self.anchors}
        }
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

    def _run(self, place: int, cell: Cell) -> None:
        """Run one cell, for so many seconds; tell how it failed."""
        error: BaseException | None
        try:
            with _stopped_after(self.cell_seconds):
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
            self.tell(Kind.ERROR, place=place, words=_words(error))

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
            said = {"state": State.LOST, "line": _words(error)}
            self.tell(Kind.VERDICT, **_about(anchor), **said)

    def _verdict(self, exercise: Exercise, anchor: Anchor) -> dict[str, Any]:
        about = _about(anchor)
        try:
            with _stopped_after(self.cell_seconds):
                mine = eval(anchor.expression, self.shell.user_ns)
        except BaseException as error:
            return {**about, "state": State.MISSING, "line": _words(error)}
        if refused := refusal(exercise, mine):
            return {**about, "state": State.NOT_YET, "line": refused}
        if is_stub(exercise, mine):
            return {**about, "state": State.UNTOUCHED}
        verdict = judge(exercise, mine)
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


@contextlib.contextmanager
def _stopped_after(seconds: float) -> Iterator[None]:
    """Press stop after some seconds, and every second from then on."""
    timer = getattr(signal, "setitimer", None)
    if timer is None:  # on Windows; there the whole has a limit
        yield
        return
    signal.signal(signal.SIGALRM, _press_stop)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    timer(signal.ITIMER_REAL, seconds, 1.0)
    try:
        yield
    finally:
        timer(signal.ITIMER_REAL, 0)


def _press_stop(number: int, frame: Any) -> None:
    signal.raise_signal(signal.SIGINT)


def _words(error: BaseException) -> str:
    """Return what an error is called and says, whatever its methods do."""
    if isinstance(error, KeyboardInterrupt):
        return STOPPED
    try:
        words = f"{type(error).__name__}: {error}".partition("\n")[0]
    except BaseException:
        words = type(error).__name__
    return words.strip(": ")[:200]
