"""What the notebooks of the course import, and the map of what is below.

A learner meets about ten names, all of them here: the workload `a`, `b`,
`sleeper`, `fails` and `blocks`; `run`, `compare` and `record`, which run it
and note what it did; `replay`, which plays that; `outcomes`, which runs it
many times; `interact`, which moves its numbers; and `Timeline`, the record
itself. The last notebook has two more, `record_pool` and `record_cluster`.

One pass of data goes through the packages, from the bottom up:

    workload    coroutines that take a known time
    compat      every private name of asyncio and Python that is used
    loading     modules as a whole or not at all
    refusals    tracebacks that end in the caller's line
    signs       where a text may be cut, and how wide it is
    timeline    what a program did, as plain data, and its phases
    labels      texts for calls, values and what an await waits on
    clocks      the event loops: real time, or time that jumps over waits
    recording   notes what every task does, and makes a timeline of it
    charts      a timeline as picture, text, sentence and trace
    predicting  says what a program will do, and why it went otherwise
    running     `run`, `record`, `compare`, and scripts
    exploring   `outcomes`: what else could have happened
    checking    tries a learner's program on an exercise
    carriers    records what pools and clusters do, `record_pool`
    exercises   one file for each exercise
    grade       `python -m helpers.grade`: marks a folder of notebooks
    __main__    `python -m helpers`: charts of programs of one's own
    workshop    handouts, a poster and slides, from the notebooks

Beside them, and knowing nothing of them: `wsgi`, the server of the lesson;
`lab`, the learner's copy of the notebooks; and `room`, which says whether a
machine is ready for a workshop. Each package's own first
lines say what is in it.

Names are loaded on first use, so that `import helpers` stays cheap and
imports neither asyncio's friends nor matplotlib.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from helpers.carriers.cluster import record_cluster as record_cluster
    from helpers.carriers.pool import record_pool as record_pool
    from helpers.checking.again import again as again
    from helpers.checking.again import reset as reset
    from helpers.checking.feedback import check as check
    from helpers.checking.feedback import solution as solution
    from helpers.checking.progress import progress as progress
    from helpers.clocks.deadlock import DeadlockError as DeadlockError
    from helpers.clocks.limits import LimitError as LimitError
    from helpers.exploring.outcomes import outcomes as outcomes
    from helpers.predicting.prediction import predict as predict
    from helpers.running.compare import compare as compare
    from helpers.running.interact import interact as interact
    from helpers.running.record import record as record
    from helpers.running.replay import replay as replay
    from helpers.running.run import Run as Run
    from helpers.running.run import run as run
    from helpers.timeline.model import Timeline as Timeline
    from helpers.workload import a as a
    from helpers.workload import b as b
    from helpers.workload import blocks as blocks
    from helpers.workload import fails as fails
    from helpers.workload import sleeper as sleeper

__version__ = "1.0.0"

_HOMES = {
    "a": "workload",
    "b": "workload",
    "again": "checking.again",
    "blocks": "workload",
    "check": "checking.feedback",
    "compare": "running.compare",
    "DeadlockError": "clocks.deadlock",
    "fails": "workload",
    "interact": "running.interact",
    "LimitError": "clocks.limits",
    "outcomes": "exploring.outcomes",
    "predict": "predicting.prediction",
    "progress": "checking.progress",
    "record": "running.record",
    "record_cluster": "carriers.cluster",
    "record_pool": "carriers.pool",
    "replay": "running.replay",
    "reset": "checking.again",
    "Run": "running.run",
    "run": "running.run",
    "sleeper": "workload",
    "solution": "checking.feedback",
    "Timeline": "timeline.model",
}

_SHOWN = (
    "Timeline",
    "record",
    "record_pool",
    "run",
)  # they give what has a chart

__all__ = [
    "DeadlockError",
    "LimitError",
    "Run",
    "Timeline",
    "a",
    "again",
    "b",
    "blocks",
    "check",
    "compare",
    "fails",
    "interact",
    "outcomes",
    "predict",
    "progress",
    "record",
    "record_cluster",
    "record_pool",
    "replay",
    "reset",
    "run",
    "sleeper",
    "solution",
]


def __getattr__(name: str) -> Any:
    """Import the module that `name` lives in, the first time it is used."""
    if name not in _HOMES:
        raise AttributeError(f"module 'helpers' has no attribute {name!r}")
    from helpers.loading import load_whole

    module = load_whole(f"helpers.{_HOMES[name]}")
    value = globals()[name] = getattr(module, name)
    if name in _SHOWN and "IPython" in sys.modules:
        display = load_whole("helpers.charts.display")
        display.show_when_displayed()
        cell = load_whole("helpers.charts.cell")
        cell.log_of_cell()  # a chart may grow from the next cell on
    return value


def __dir__() -> list[str]:
    """List the public names, also those that are not loaded yet."""
    return sorted(__all__)
