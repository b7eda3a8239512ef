"""The process of one notebook: it starts what may be ruined, and listens.

Cells come in on stdin, and what was found goes out on stdout, a line for
each thing, headed by a word that only the one who asked knows. None of the
notebook runs in here. That is done in a process apart, which has neither
this stdin nor this stdout, and has never held the word.

What that one says is taken down, but for one thing: that an exercise is
solved. While it stands still, another process apart judges the answer
alone; if it does not say the same, that is the verdict.
"""

from __future__ import annotations

import ast
import json
import os
import secrets
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from helpers.checking.load import find, load
from helpers.grade import apart, family
from helpers.grade.alone import alone, reaches
from helpers.grade.anchors import Anchor, anchors_of, trees_of
from helpers.grade.apart import Apart, Tell
from helpers.grade.confirming import fault_in
from helpers.grade.limits import limit
from helpers.grade.notebook import Notebook
from helpers.grade.said import Kind, Said, State, said_from
from helpers.grade.submissions import Cell

__all__ = ["main"]

STDIN, STDOUT = 0, 1
CLOSED = "it closed or flooded the pipe of the judge"
TIMES = 2  # a cell's seconds, that a second opinion may take


def main() -> None:
    """Read cells from stdin, have them run and judged, and end at once."""
    family.end_with_parent()
    order = json.loads(_read(int(_line())))
    limit(order["memory"])
    cells = [Cell(**cell) for cell in order["cells"]]
    worker = _Worker(cells, order["cell_seconds"])
    if apart.CAN_FORK:
        family.keep_to_itself()
        worker.watch()
    else:
        worker.work_here()
    os._exit(0)  # threads may be left


def _line() -> bytes:
    """Read one line and no byte more: what comes next is not for all."""
    line = bytearray()
    while (byte := os.read(STDIN, 1)) not in (b"", b"\n"):
        line += byte
    return bytes(line)


def _read(count: int) -> bytes:
    text = bytearray()
    while piece := os.read(STDIN, min(count - len(text), apart.PIECE)):
        text += piece
    return bytes(text)


class _Worker:
    """One notebook, and those who run and judge it."""

    def __init__(self, cells: Sequence[Cell], cell_seconds: float) -> None:
        self._cells, self._seconds = cells, cell_seconds
        self._trees = trees_of(cells)
        self._anchors = anchors_of(cells, self._trees)
        self._exercises = {
            name: load(find(name).path)
            for name in {anchor.exercise for anchor in self._anchors}
        }
        self._confirmed: dict[Anchor, Said] = {}
        self._word = ""

    def watch(self) -> None:
        """Have the notebook run, and pass on what is found."""
        process = Apart(self._run)
        self._word = _line().decode()
        for line in process.lines():
            said = _said(line)
            if said is None:
                continue
            if said.kind is Kind.END:
                self._tell(said)
                return
            if said.state is State.SOLVED and said.kind is Kind.VERDICT:
                with process.paused():
                    said = self._second_opinion(said)
            self._tell(said)
        self._tell(Said(Kind.END, words=process.end() or CLOSED))

    def work_here(self) -> None:
        """Run the notebook in this process, where there is no other way."""
        self._word = _line().decode()
        out = os.dup(STDOUT)
        os.dup2(2, STDOUT)
        self._run(lambda line: self._write(out, line))

    def _run(self, tell: Tell) -> None:
        about = self._cells, self._anchors, self._exercises
        Notebook(*about, self._seconds, tell).work()

    def _tell(self, said: Said) -> None:
        self._write(STDOUT, asdict(said))

    def _write(self, file: int, line: dict[str, Any]) -> None:
        left = f"{self._word} {json.dumps(line)}\n".encode()
        while left:
            left = left[os.write(file, left) :]

    def _second_opinion(self, claim: Said) -> Said:
        """Return a verdict of "solved" if the answer alone gets it too."""
        about = claim.exercise, claim.place
        for anchor in self._anchors:
            if (anchor.exercise, anchor.place) == about:
                if anchor not in self._confirmed:
                    self._confirmed[anchor] = self._judge(anchor)
                return self._confirmed[anchor]
        return replace(claim, state=State.DISPUTED, line="it is not there")

    def _judge(self, anchor: Anchor) -> Said:
        """Judge an answer in a process of its own."""
        answer = alone(self._trees, anchor.place, anchor.expression)
        named = ast.parse(anchor.expression).body
        exercise = self._exercises[anchor.exercise]
        word = secrets.token_hex(16)

        def judge(tell: Tell) -> None:
            fault = fault_in(
                exercise, answer, anchor.expression, self._seconds
            )
            tell({"word": word, "fault": fault})

        process = Apart(judge)
        lines = list(process.lines(TIMES * self._seconds))
        how = process.end()
        fault = _fault(lines, word, how)
        return Said(
            Kind.VERDICT,
            place=anchor.place,
            exercise=anchor.exercise,
            state=State.DISPUTED if fault else State.SOLVED,
            line=fault,
            reaches=tuple(reaches([*answer, *named])),
        )


def _said(line: bytes) -> Said | None:
    try:
        return said_from(json.loads(line))
    except (ValueError, RecursionError):
        return None


def _fault(lines: Sequence[bytes], word: str, how: str) -> str:
    """Return what a second opinion says, which is one line and no more."""
    if not lines:
        return how or "it went on for too long"
    try:
        (line,) = map(json.loads, lines)
        if line["word"] == word:
            return str(line["fault"])
    except (ValueError, TypeError, KeyError, RecursionError):
        pass
    return "it wrote to where only the judge writes"
