"""What the notebooks of the course import.

A learner meets about ten names, all of them here: the workload `a`, `b`,
`sleeper`, `fails` and `blocks`; `run`, `compare` and `record`, which run it
and note what it did; and `Timeline`, the record itself.

Names are loaded on first use, so that `import helpers` stays cheap and
imports neither asyncio's friends nor matplotlib.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from helpers.clock import DeadlockError as DeadlockError
    from helpers.comparison import compare as compare
    from helpers.coroutines import a as a
    from helpers.coroutines import b as b
    from helpers.coroutines import blocks as blocks
    from helpers.coroutines import fails as fails
    from helpers.coroutines import sleeper as sleeper
    from helpers.exercises import check as check
    from helpers.exercises import solution as solution
    from helpers.exercises.table import progress as progress
    from helpers.predicting import predict as predict
    from helpers.recording import record as record
    from helpers.running import Run as Run
    from helpers.running import run as run
    from helpers.timeline import Timeline as Timeline

__version__ = "1.0.0"

_HOMES = {
    "a": "coroutines",
    "b": "coroutines",
    "blocks": "coroutines",
    "check": "exercises",
    "compare": "comparison",
    "DeadlockError": "clock",
    "fails": "coroutines",
    "predict": "predicting",
    "progress": "exercises.table",
    "record": "recording",
    "Run": "running",
    "run": "running",
    "sleeper": "coroutines",
    "solution": "exercises",
    "Timeline": "timeline",
}

__all__ = [
    "DeadlockError",
    "Run",
    "Timeline",
    "a",
    "b",
    "blocks",
    "check",
    "compare",
    "fails",
    "predict",
    "progress",
    "record",
    "run",
    "sleeper",
    "solution",
]


def __getattr__(name: str) -> Any:
    """Import the module that `name` lives in, the first time it is used."""
    if name not in _HOMES:
        raise AttributeError(f"module 'helpers' has no attribute {name!r}")
    module = importlib.import_module(f"helpers.{_HOMES[name]}")
    value = globals()[name] = getattr(module, name)
    return value


def __dir__() -> list[str]:
    """List the public names, also those that are not loaded yet."""
    return sorted(__all__)
