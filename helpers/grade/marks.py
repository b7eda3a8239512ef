"""What each learner got in each exercise, and the mistakes of the class.

How often somebody tried is not to be seen in a notebook, which keeps the
last output alone. It is taken from the learner's own file of progress where
that lies beside the notebook, and is left open otherwise; nothing hangs on
it. What the notebook says of itself stands beside the verdict, never in it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from helpers.checking.load import notebooks
from helpers.grade.anchors import exercises_of
from helpers.grade.said import STOPPED, Kind, Said, State
from helpers.grade.submissions import Submission
from helpers.grade.workers import Outcome

__all__ = ["NO_NOTEBOOK", "Mark", "Mistake", "marks_of", "mistakes_of"]

NO_NOTEBOOK = "no notebook"
SAYS = {
    "yes: ": "yes",
    "not yet: ": "not yet",
    "not attempted": "not attempted",
}
STATES = [*State]  # the best first
MOST_LISTED = 3  # names in a remark; of more, the number is enough


@dataclass(frozen=True)
class Mark:
    """One learner and one exercise.

    A `remark` is something to look at; what stands `aside` is not.
    """

    learner: str
    file: str
    notebook: str
    exercise: str
    state: str
    tries: int | None = None
    line: str = ""
    says: str = ""
    remark: str = ""
    aside: str = ""
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
    aside = _renamed(submission, verdicts)
    for name in expected:
        mark = _mark(outcome, name, verdicts[name], remarks)
        yield replace(mark, aside=aside)


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
    return Mark(submission.learner, submission.file, "", "", state, remark=why)


def _verdicts(outcome: Outcome) -> dict[str, list[Said]]:
    found = defaultdict(list)
    for said in outcome.said:
        if said.kind is Kind.VERDICT:
            found[said.exercise].append(said)
    return found


def _mark(
    outcome: Outcome, name: str, verdicts: list[Said], remarks: str
) -> Mark:
    """Take the best of what was found for one exercise."""
    submission = outcome.submission
    state = State.LOST if outcome.ended else State.MISSING
    none = Said(Kind.VERDICT, len(submission.cells), state=state)
    best = min(verdicts or [none], key=lambda said: STATES.index(said.state))
    line, says = best.line, _says(submission, name)
    if best.state is State.DISPUTED:
        line = f"solved in the notebook, and not by itself: {line}"
    if best.state in (State.MISSING, State.LOST):
        line = "; ".join(filter(None, [line, _error_before(outcome, best)]))
    own = [remarks] if remarks else []
    if best.reaches:
        own.append(f"reaches far, look at it: {_list(best.reaches)}")
    if says == "yes" and best.state is not State.SOLVED:
        own.append("the notebook says yes")
    return Mark(
        learner=submission.learner,
        file=submission.file,
        notebook=_notebook_of(name),
        exercise=name,
        state=best.state,
        tries=submission.tries.get(name),
        line=line,
        says=says,
        remark="; ".join(own),
        mistake=best.mistake,
        charts=best.charts,
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


def _error_before(outcome: Outcome, verdict: Said) -> str:
    """Return the last error up to the place of a verdict."""
    errors = [
        said
        for said in outcome.said
        if said.kind is Kind.ERROR and said.place <= verdict.place
    ]
    return f"cell {errors[-1].place + 1}: {errors[-1].words}" if errors else ""


def _remarks(outcome: Outcome) -> Iterator[str]:
    """Yield what is to be said of a whole file."""
    said = outcome.said
    if outcome.ended:
        places = [each.place for each in said if each.kind is Kind.CELL]
        where = f", in cell {places[-1] + 1}" if places else ""
        yield f"stopped: {outcome.ended}{where}"
    if slow := [f"cell {x.place + 1}" for x in said if x.words == STOPPED]:
        yield f"did not end, and was stopped: {_list(slow)}"
    patched = [name for each in said for name in each.names]
    if patched:
        yield f"replaced, and put back: {_list([*dict.fromkeys(patched)])}"
    verdicts = _verdicts(outcome)
    several = {
        name: {said.place for said in found}
        for name, found in verdicts.items()
    }
    if doubled := [name for name, found in several.items() if len(found) > 1]:
        yield f"there twice: {_list(doubled)}"


def _renamed(
    submission: Submission, verdicts: Mapping[str, Sequence[Said]]
) -> str:
    """Say which cells have other names: some programs do that to all."""
    names = {cell.name for cell in submission.cells}
    found = [
        each
        for each, said in verdicts.items()
        if said and f"mine-{each}" not in names
    ]
    return f"cells renamed: {_list(found)}" if found else ""


def _list(names: Sequence[str]) -> str:
    more = len(names) - MOST_LISTED
    listed = ", ".join(names[:MOST_LISTED])
    return f"{listed} and {more} more" if more > 0 else listed
