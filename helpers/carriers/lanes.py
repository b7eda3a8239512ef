"""Makes a `Timeline` of the notes on jobs.

The first lane is the block that was recorded: it has a tick wherever it
handed over a job or took a result, and waits in between. Each attempt at a
job is a lane below it, called by the worker and the call. No effect comes
before its cause: where the clocks of two processes disagree, by no more than
the recording says, the effect is moved to its cause.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from helpers.carriers.notes import Attempt, Job
from helpers.labels import call_text, cut_apart, describe
from helpers.timeline.model import Lane, Outcome, Timeline
from helpers.timeline.spans import Steps

__all__ = ["Block", "as_timeline"]


@dataclass(frozen=True)
class Block:
    """The block that was recorded: when it began and ended, and how.

    `place` is where its jobs were at work: in a "thread", say.
    """

    began: float
    ended: float
    place: str
    error: str = ""
    title: str = ""
    grain: float = 0.0


def as_timeline(block: Block, jobs: Sequence[Job]) -> Timeline:
    """Return the timeline of a block and of its jobs, as handed over."""
    labels = _labels(block.place, jobs)
    origin = block.began
    lanes = [_main(block, jobs)]
    lanes += [
        _lane(block, job, attempt, labels[id(attempt)])
        for job, attempt in _attempts(jobs)
    ]
    return Timeline(
        lanes=tuple(lanes),
        seconds=max(block.ended - origin, *(_last(lane) for lane in lanes)),
        clock="real",
        title=block.title,
        grain=block.grain,
    )


def _last(lane: Lane) -> float:
    return max(lane.ended or 0.0, lane.collected or 0.0, *lane.moves, 0.0)


def _main(block: Block, jobs: Iterable[Job]) -> Lane:
    """Return the lane of the block itself."""
    moments = {0.0, block.ended - block.began}
    for job in jobs:
        for when in (job.submitted, job.collected):
            if when is not None and block.began <= when <= block.ended:
                moments.add(when - block.began)
    flat = [each for when in sorted(moments) for each in (when, when)]
    return Lane(
        label="main()",
        is_task=True,
        depth=0,
        parent=None,
        created=0.0,
        started=0.0,
        ended=block.ended - block.began,
        outcome=Outcome.RAISED if block.error else Outcome.RETURNED,
        value=block.error or "None",
        collected=None,
        collector=None,
        steps=Steps(flat),
        waits=(),
    )


def _lane(block: Block, job: Job, attempt: Attempt, label: str) -> Lane:
    """Return the lane of one attempt."""
    created = _created(job, attempt)
    started, ended, moves = _in_order(created, job, attempt)
    outcome, value = _end(job, attempt)
    if ended is None and started is not None:
        outcome = Outcome.WORKING
    collected = None if outcome is Outcome.LOST else job.collected
    if collected is not None and ended is not None:
        collected = max(collected, ended)

    def since(when: float | None) -> float | None:
        return None if when is None else when - block.began

    return Lane(
        label=label,
        is_task=False,
        depth=0,
        parent=0,
        created=created - block.began,
        started=since(started),
        ended=since(ended),
        outcome=outcome,
        value=value,
        collected=since(collected),
        collector=None if collected is None else 0,
        steps=Steps([]),
        waits=(),
        job=block.place,
        moves=tuple(each - block.began for each in moves),
    )


def _created(job: Job, attempt: Attempt) -> float:
    """Return when an attempt was due: when the last one was lost."""
    place = job.attempts.index(attempt)
    before = job.attempts[place - 1].lost if place > 0 else None
    return job.submitted if before is None else before


def _end(job: Job, attempt: Attempt) -> tuple[Outcome, str]:
    """Return how an attempt ended, and what is told of it."""
    if attempt.lost is not None and job.outcome is not Outcome.LOST:
        return Outcome.LOST, "with its worker"
    if job.outcome is Outcome.RETURNED:
        return job.outcome, describe(job.value)
    return job.outcome, str(job.value)


def _in_order(
    created: float, job: Job, attempt: Attempt
) -> tuple[float | None, float | None, list[float]]:
    """Return the start, the end and the moves, causes before effects."""
    latest = attempt.lost
    if latest is None:
        latest = job.heard

    def between(when: float, least: float) -> float:
        when = max(when, least)
        return when if latest is None else min(when, max(latest, least))

    moves, now = [], created
    for start, end in sorted(attempt.moves):
        now = between(start, now)
        moves += [now, now := between(end, now)]
    started = ended = None
    if attempt.started is not None:
        started = now = between(attempt.started, now)
    if attempt.ended is not None:
        ended = now = between(attempt.ended, now)
    elif latest is not None:
        ended = now = max(latest, now)
    brought = job.brought if attempt is job.last and ended is not None else []
    for start, end in sorted(brought):
        now = max(start, now)
        moves += [now, now := max(end, now)]
    return started, ended, moves


def _labels(place: str, jobs: Sequence[Job]) -> dict[int, str]:
    """Return what each attempt is called: its worker, and its call."""
    numbers: dict[object, int] = {}
    texts = {}
    for job, attempt in _attempts(jobs):
        text = call_text(job.call)
        if attempt.who is not None:
            number = numbers.setdefault(attempt.who, len(numbers) + 1)
            text = f"{place} {number}: {text}"
        texts[id(attempt)] = text
    short = cut_apart(set(texts.values()))
    seen: Counter[str] = Counter()
    labels = {}
    for key, text in texts.items():
        label = short[text]
        seen[label] += 1
        labels[key] = f"{label} #{seen[label]}" if seen[label] > 1 else label
    return labels


def _attempts(jobs: Sequence[Job]) -> Iterator[tuple[Job, Attempt]]:
    for job in jobs:
        for attempt in job.attempts:
            yield job, attempt
