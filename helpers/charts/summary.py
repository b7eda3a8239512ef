"""What a run comes to, on one screen: where its time went, what went wrong.

    4 tasks over 3.2 s: 3 returned, 1 raised
    longest   in all  waits
      3.2 s     14 s     40  for Queue.get in worker('a'), app.py:31
        3 s      3 s      1  for gather in main(), app.py:40
    longest   in all  steps that blocked the loop, for 0.5 s
      0.2 s    0.2 s      1  by load(3) at 1.2 s
     0.15 s    0.3 s      2  by callback tick at 0.5 s
    never collected: 1
        fetch(3), made in app.py:12, raised ValueError: no such page
    still waiting: 1
        worker('b') for Queue.get since 1.2 s, app.py:31
    jobs: 12 in threads
        resize(11) queued for 1.2 s
        work(1) given up on at 0.5 s, still at work

It has a line for each kind of trouble and a few examples, the worst first,
and fits 24 lines of 79 columns whatever the program did.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from helpers.charts.folding import lot_words
from helpers.charts.marks import MARKS
from helpers.labels import cut
from helpers.signs import columns, printable, whole
from helpers.timeline.model import BLOCKING, LAG, Lane, Outcome, Timeline
from helpers.timeline.seconds import brief_seconds, seconds_text
from helpers.timeline.spans import Span, Wait

__all__ = ["summary"]

HIGH = 24  # lines, of a screen
WIDE = 79  # columns
MOST = (5, 4, 3, 2, 1)  # examples of a kind; the first that fits is taken
SHORTER = (28, 24, 20, 16, 12, 10)  # characters of a label in a long line
INDENT = " " * 4
COLUMNS = "longest   in all  "  # above three columns; the third is named there
LEAST = 0.001  # seconds; a shorter wait is none to speak of, ...
SHARE = 0.01  # ... nor is one that is so small a part of the longest
UNFINISHED = (
    *(Outcome.PENDING, Outcome.STUCK, Outcome.DESTROYED),
    Outcome.NEVER_AWAITED,
)


@dataclass(frozen=True)
class _Section:
    """One kind of thing to tell, and the examples, the worst first.

    `whole` says that the heading does not give their number.
    """

    heading: str
    examples: Sequence[str]
    whole: bool = False

    def lines(self, most: int) -> Iterator[str]:
        """Yield the heading and as many examples as there is room for."""
        cut = len(self.examples) > most and not self.whole
        yield self.heading + ", among them" * cut
        yield from self.examples[:most]


def summary(*timelines: Timeline) -> str:
    """Return what there is to say of some loops: a line, or many."""
    of_all = [_Loop(x, at, len(timelines)) for at, x in enumerate(timelines)]
    kinds = (_waits, _blocked, _uncollected, _unfinished, _jobs)
    sections = [each for kind in kinds for each in kind(of_all)]
    for most in MOST:
        lines = [_head(timelines)]
        lines += chain.from_iterable(each.lines(most) for each in sections)
        if len(lines) <= HIGH:
            break
    return "\n".join(map(_fitting, lines))


def _fitting(line: str, wide: int = WIDE) -> str:
    """Return a line that is no longer than a screen is wide."""
    line = printable(line)
    if columns(line) <= wide:
        return line
    end = min(len(line), wide - 1)
    while end and columns(line[: whole(line, end)]) > wide - 1:
        end -= 1
    return line[: whole(line, end)] + "…"


class _Label(str):
    """A part of a line that may be cut, as the label of a lane is."""

    __slots__ = ()

    def shorter(self, most: int) -> str:
        """Return this label with no more characters than that."""
        if len(self) <= most:
            return self
        if "(" in self:
            return cut(self.partition(" #")[0], most)
        return self[: whole(self, most - 1)] + "…"


def _entry(*parts: str) -> str:
    """Join the parts of a line; what it cuts if it must is the last label."""
    places = [at for at, x in enumerate(parts) if isinstance(x, _Label)]
    texts = list(parts)
    for at in reversed(places):
        label = parts[at]
        assert isinstance(label, _Label)
        for most in SHORTER:
            if columns("".join(texts)) <= WIDE:
                break
            texts[at] = label.shorter(most)
    return "".join(texts)


def _head(timelines: Sequence[Timeline]) -> str:
    tasks = [x for each in timelines for x in each.lanes if x.is_task]
    longest = max(each.seconds for each in timelines)
    number = f"{len(tasks)} task{'s' * (len(tasks) != 1)}"
    if len(timelines) > 1:
        number += f" in {len(timelines)} event loops"
    ends = f": {lot_words(tasks)}" if tasks else ""
    return f"{number} over {brief_seconds(longest)}{ends}"


@dataclass(frozen=True)
class _Loop:
    """One timeline, and the words for what is in it."""

    timeline: Timeline
    number: int
    of: int

    def who(self, lane: Lane) -> str:
        """Return a lane's name, with its loop's number if there are more."""
        more = f" (loop {self.number + 1})" if self.of > 1 else ""
        return _Label(lane.label + more)

    def at(self, when: float) -> str:
        """Return a moment as the charts show it."""
        return f"{seconds_text(self.timeline.shown(when))} s"

    def line(self, lane: Lane, wait: Wait) -> str:
        """Return where a lane waits: ", app.py:31"; "" where not known."""
        if lane.source is None or not wait.line:
            return ""
        file = os.path.basename(self.timeline.sources[lane.source].file)
        return f", {file}:{wait.line}"

    def families(self) -> Iterator[list[Lane]]:
        """Yield each task with what it awaited directly, the task first."""
        family: list[Lane] = []
        for lane in self.timeline.lanes:
            if lane.is_task or not lane.depth:
                if family:
                    yield family
                family = []
            family.append(lane)
        if family:
            yield family

    def waits(self) -> Iterator[tuple[Lane, Wait]]:
        """Yield each wait once, with the innermost lane that waited.

        A wait is also one of all who await that lane, and these wait for it.
        """
        for family in self.families():
            inner = {each.label for each in family[1:] if not each.job}
            seen: set[tuple[float, float]] = set()
            for lane in reversed(family):
                for wait in lane.waits:
                    stretch = wait.start, wait.end
                    if wait.on not in inner and stretch not in seen:
                        yield lane, wait
                        if inner:
                            seen.add(stretch)


class _Group:
    """Stretches that are told in one line: the longest, and how many."""

    def __init__(self) -> None:
        self.count = 0
        self.total = 0.0
        self.longest = -1.0
        self.place: tuple[_Loop, Lane, Span | Wait] | None = None

    def add(self, loop: _Loop, lane: Lane, stretch: Span | Wait) -> None:
        """Count a stretch in, and keep the longest."""
        seconds = stretch.end - stretch.start
        self.count += 1
        self.total += seconds
        if seconds > self.longest:
            self.longest, self.place = seconds, (loop, lane, stretch)

    @property
    def columns(self) -> str:
        """The longest, all together, how many."""
        longest, total = map(brief_seconds, (self.longest, self.total))
        return f"{longest:>7}{total:>9}{self.count:>7}  "


def _waits(loops: Sequence[_Loop]) -> Iterator[_Section]:
    """Tell of the longest waits, by what they were for."""
    groups: dict[str, _Group] = {}
    for loop in loops:
        functions = {x.label: x.function for x in loop.timeline.lanes}
        for lane, wait in loop.waits():
            kind = functions.get(wait.on, wait.on)
            groups.setdefault(kind, _Group()).add(loop, lane, wait)
    found = sorted(groups.values(), key=lambda each: -each.longest)
    lines = [
        _waited(group)
        for group in found
        if group.longest >= max(LEAST, SHARE * found[0].longest)
    ]
    if lines:
        yield _Section(f"{COLUMNS}waits", lines, whole=True)


def _waited(group: _Group) -> str:
    assert group.place is not None
    loop, lane, wait = group.place
    assert isinstance(wait, Wait)
    what: tuple[str, ...] = (_Label(wait.on),)
    if wait.held_by:  # it is a lock, or a semaphore
        kind = wait.on.partition(".")[0].lower()
        what = (f"the {kind} of ", _Label(wait.held_by[0]))
    who, where = loop.who(lane), loop.line(lane, wait)
    return _entry(group.columns, "for ", *what, " in ", who, where)


def _blocked(loops: Sequence[_Loop]) -> Iterator[_Section]:
    """Tell who held up the loop, the coroutines and the callbacks."""
    groups: dict[tuple[str, str], _Group] = {}
    for loop in loops:
        for lane, step, callback in _slow_steps(loop):
            kind = lane.function, callback
            groups.setdefault(kind, _Group()).add(loop, lane, step)
    found = sorted(groups.items(), key=lambda each: -each[1].total)
    lines = [_blocker(group, callback) for (_, callback), group in found]
    slow = loops[0].timeline.slow
    words = "that blocked the loop"
    if slow != BLOCKING:
        words = f"of {brief_seconds(slow)} or more"
    total = brief_seconds(sum(group.total for group in groups.values()))
    if lines:
        yield _Section(f"{COLUMNS}steps {words}, for {total}", lines, True)
    elif slow != BLOCKING:
        yield _Section(f"no steps {words}", ())


def _slow_steps(loop: _Loop) -> Iterator[tuple[Lane, Span, str]]:
    """Yield each step that is slow, with its callback's name or ""."""
    slow = loop.timeline.slow
    for lane in loop.timeline.lanes:
        if lane.callbacks:
            for step, name in zip(lane.steps, lane.callbacks, strict=True):
                if step.end - step.start >= slow:
                    yield lane, step, name
        else:
            for step in lane.steps.longer(slow):
                yield lane, step, ""


def _blocker(group: _Group, callback: str) -> str:
    assert group.place is not None
    loop, lane, step = group.place
    who = _Label(f"callback {callback}") if callback else loop.who(lane)
    return _entry(group.columns, "by ", who, f" at {loop.at(step.start)}")


def _uncollected(loops: Sequence[_Loop]) -> Iterator[_Section]:
    """Tell of results and exceptions that nobody took, errors first."""
    found = [
        (lane.outcome is not Outcome.RAISED, loop, lane)
        for loop in loops
        for lane in loop.timeline.lanes
        if lane.never_collected
    ]
    found.sort(key=lambda each: each[0])
    lines = [
        f"{INDENT}{loop.who(lane)}{_made(lane)} {lane.outcome.value} "
        f"{lane.value}"
        for _, loop, lane in found
    ]
    if lines:
        yield _Section(f"never collected: {len(lines)}", lines)


def _made(lane: Lane) -> str:
    """Return where a task was made: ", made in app.py:12,"; "" if unknown."""
    return f", made in {os.path.basename(lane.made)}," if lane.made else ""


def _unfinished(loops: Sequence[_Loop]) -> Iterator[_Section]:
    """Tell of tasks that came to no end, and of what was never awaited."""
    lines: dict[Outcome, list[str]] = {each: [] for each in UNFINISHED}
    for loop in loops:
        for family in loop.families():
            for lane in family:
                never = lane.outcome is Outcome.NEVER_AWAITED
                if lane.outcome in lines and (lane.is_task or never):
                    words = _waiting(loop, lane, family)
                    line = _entry(INDENT, loop.who(lane), words)
                    lines[lane.outcome].append(line)
    for outcome, found in lines.items():
        if found:
            heading = f"{MARKS[outcome].word}: {len(found)}"
            yield _Section(heading, found)


def _waiting(loop: _Loop, task: Lane, family: Sequence[Lane]) -> str:
    """Say what a task was waiting for in the end, since when and where."""
    if task.outcome is Outcome.NEVER_AWAITED or not task.waits:
        return ""
    end = task.waits[-1].end
    for lane in reversed(family):
        if lane.waits and lane.waits[-1].end == end:
            break
    wait = lane.waits[-1]
    since = loop.at(wait.start)
    return f" for {wait.on} since {since}{loop.line(lane, wait)}"


def _jobs(loops: Sequence[_Loop]) -> Iterator[_Section]:
    """Tell of the work in threads: what was queued for long, or given up."""
    jobs = [(loop, x) for loop in loops for x in loop.timeline.lanes if x.job]
    if not jobs:
        return
    length, who = max((_queued(loop, x), loop.who(x)) for loop, x in jobs)
    lines = []
    if length >= LAG:
        lines.append(f"{INDENT}{who} queued for {brief_seconds(length)}")
    for loop, job in jobs:
        if job.given_up is not None:
            lines.append(f"{INDENT}{_given_up(loop, job)}")
        elif job.outcome is Outcome.WORKING:
            lines.append(f"{INDENT}{loop.who(job)} still at work")
    counts = Counter(job.job for _, job in jobs)
    where = ", ".join(
        f"{n} in {place}{'es' if place == 'process' else 's'}"
        for place, n in counts.items()
    )
    yield _Section(f"jobs: {where}", lines, whole=True)


def _queued(loop: _Loop, job: Lane) -> float:
    """Return how long a job waited for a free thread."""
    end = job.ended if job.started is None else job.started
    return (loop.timeline.seconds if end is None else end) - job.created


def _given_up(loop: _Loop, job: Lane) -> str:
    assert job.given_up is not None
    words = f"{loop.who(job)} given up on at {loop.at(job.given_up)}"
    if job.started is None:
        return f"{words}, before it began"
    if job.ended is None:
        return f"{words}, still at work"
    return f"{words}, went on until {loop.at(job.ended)}"
