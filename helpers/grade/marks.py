"""What each learner got in each exercise, and the mistakes of the class.

How often somebody tried is not to be seen in a notebook, which keeps the
last output alone. It is taken from the learner's own file of progress where
that lies beside the notebook, and is left open otherwise; nothing hangs on
it. What the notebook says of itself stands beside the verdict, never in it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from helpers.checking.load import notebooks
from helpers.grade.anchors import exercises_of
from helpers.grade.submissions import Submission
from helpers.grade.worker import STOPPED, Kind, State
from helpers.grade.workers import Outcome

__all__ = ["NO_NOTEBOOK", "Mark", "Mistake", "marks_of", "mistakes_of"]

NO_NOTEBOOK = "no notebook"
SAYS = {"yes: ": "yes", "not yet: ": "not yet", "not attempted": "not attempted"}
LONGEST = 500  # characters of a text that a worker sends
MOST_LISTED = 3  # names in a remark; of more, the number is enough


@dataclass(frozen=True)
class Mark:
    """One learner and one exercise."""

    learner: str
    file: str
    notebook: str
    exercise: str
    state: str
    tries: int | None = None
    line: str = ""
    says: str = ""
    remark: str = ""
    mistake: str = ""
    charts: str = ""


@dataclass(frozen=True)
class Mistake:
    """What several learners met in one exercise, with an example of it."""

    exercise: str
    mistake: str
    learners: tuple[str, ...]
    line: str
    charts: str


def marks_of(outcome: Outcome) -> Iterator[Mark]:
    """Yield the marks of one file, one at least."""
    submission = outcome.submission
    expected = exercises_of(submission.cells)
    if submission.fault or not expected:
        why = submission.fault or "no exercise of the course is in it"
        yield _without(submission, why)
        return
    verdicts, remarks = _verdicts(outcome), "; ".join(_remarks(outcome))
    for name in expected:
        yield _mark(outcome, name, verdicts[name], remarks)


def mistakes_of(marks: Iterable[Mark]) -> list[Mistake]:
    """Return the mistakes of the class, the most frequent first."""
    groups = defaultdict(list)
    for mark in marks:
        if mark.state == State.NOT_YET:
            groups[mark.exercise, mark.mistake or mark.line].append(mark)
    found = [_mistake(*key, group) for key, group in groups.items()]
    return sorted(found, key=lambda x: (-len(x.learners), x.exercise))


def _mistake(exercise: str, mistake: str, group: Sequence[Mark]) -> Mistake:
    example = next((mark for mark in group if mark.charts), group[0])
    learners = tuple(dict.fromkeys(mark.learner for mark in group))
    return Mistake(exercise, mistake, learners, example.line, example.charts)


def _without(submission: Submission, why: str) -> Mark:
    state = NO_NOTEBOOK if submission.fault else State.MISSING
    return Mark(
        submission.learner, submission.file, "", "", state, remark=why
    )


def _verdicts(outcome: Outcome) -> dict[str, list[dict[str, Any]]]:
    found = defaultdict(list)
    for said in outcome.said:
        if said.get("kind") == Kind.VERDICT and said.get("state") in _STATES:
            found[str(said.get("exercise"))].append(said)
    return found


_STATES = [str(state) for state in State]


def _mark(
    outcome: Outcome, name: str, verdicts: list[dict[str, Any]], remarks: str
) -> Mark:
    """Take the best of what was found for one exercise."""
    submission = outcome.submission
    lost = {"state": State.LOST if outcome.ended else State.MISSING}
    best = min(
        verdicts or [lost], key=lambda said: _STATES.index(said["state"])
    )
    line, says = _clipped(best.get("line")), _says(submission, name)
    if best["state"] in (State.MISSING, State.LOST):
        line = "; ".join(filter(None, [line, _error_before(outcome, best)]))
    own = [remarks] if remarks else []
    if says == "yes" and best["state"] != State.SOLVED:
        own.append("the notebook says yes")
    return Mark(
        learner=submission.learner,
        file=submission.file,
        notebook=_notebook_of(name),
        exercise=name,
        state=str(best["state"]),
        tries=submission.tries.get(name),
        line=line,
        says=says,
        remark="; ".join(own),
        mistake=_clipped(best.get("mistake")),
        charts=str(best.get("charts") or ""),
    )


def _notebook_of(name: str) -> str:
    return next((book for book, own in notebooks().items() if name in own), "")


def _says(submission: Submission, name: str) -> str:
    """Return what stands in the stored output of the last check."""
    call = re.compile(rf"""check\(\s*["']{name}["']""")
    said = ""
    for cell in submission.cells:
        if cell.is_code and call.search(cell.source):
            for beginning, word in SAYS.items():
                if cell.printed.startswith(beginning):
                    said = word
    return said


def _error_before(outcome: Outcome, verdict: dict[str, Any]) -> str:
    """Return the last error up to the place of a verdict."""
    latest = verdict.get("place")
    errors = [
        said
        for said in outcome.said
        if said.get("kind") == Kind.ERROR
        and isinstance(said.get("place"), int)
        and (latest is None or said["place"] <= latest)
    ]
    if not errors or not isinstance(latest, int | None):
        return ""
    return f"cell {errors[-1]['place'] + 1}: {_clipped(errors[-1]['words'])}"


def _remarks(outcome: Outcome) -> Iterator[str]:
    """Yield what is to be said of a whole file."""
    if outcome.ended:
        yield f"stopped: {outcome.ended}{_place_of_end(outcome)}"
    slow = [
        f"cell {said['place'] + 1}"
        for said in outcome.said
        if said.get("words") == STOPPED and isinstance(said["place"], int)
    ]
    if slow:
        yield f"did not end, and was stopped: {_list(slow)}"
    patched = dict.fromkeys(
        str(name)
        for said in outcome.said
        if said.get("kind") == Kind.PATCHED
        for name in said.get("names", ())
    )
    if patched:
        yield f"replaced, and put back: {_list(list(patched))}"
    counts = Counter(
        name for name, found in _verdicts(outcome).items() for _ in found
    )
    if doubled := [name for name, count in counts.items() if count > 1]:
        yield f"there twice: {_list(doubled)}"
    names = {cell.name for cell in outcome.submission.cells}
    if renamed := [each for each in counts if f"mine-{each}" not in names]:
        yield f"cells renamed: {_list(renamed)}"


def _place_of_end(outcome: Outcome) -> str:
    places = [
        said["place"]
        for said in outcome.said
        if said.get("kind") == Kind.CELL and isinstance(said["place"], int)
    ]
    return f", in cell {places[-1] + 1}" if places else ""


def _list(names: Sequence[str]) -> str:
    more = len(names) - MOST_LISTED
    listed = ", ".join(map(_clipped, names[:MOST_LISTED]))
    return f"{listed} and {more} more" if more > 0 else listed


def _clipped(value: Any) -> str:
    return str(value or "")[:LONGEST]
