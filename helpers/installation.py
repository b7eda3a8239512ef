"""Says whether this installation can run the course, and what is missing.

The answers are the same on every machine on which all is well, so that the
notebook which asks can be compared; versions are named only where one of
them is the trouble.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version

from helpers.clocks.choose import clock_name
from helpers.running.run import run

__all__ = ["report"]

OLDEST = (3, 11)
OLDEST_KERNEL = (6, 29)  # as on Colab
DISTRIBUTION = "asyncio-idioms"


def report() -> str:
    """Return one line a question, each with "yes" or with what to do."""
    lines = [_python(), _kernel(), _packages(), _clock()]
    return "\n".join(f"{what:<28}{answer}" for what, answer in lines)


def _python() -> tuple[str, str]:
    answer = "yes"
    if sys.version_info[:2] < OLDEST:
        answer = f"no, this is {sys.version.split()[0]}: install 3.11 or newer"
    return "Python 3.11 or newer", answer


def _kernel() -> tuple[str, str]:
    kernel = sys.modules.get("ipykernel")
    if kernel is None:
        return "a Jupyter kernel", "no: open this notebook in JupyterLab"
    answer = "yes"
    if tuple(map(int, kernel.__version__.split(".")[:2])) < OLDEST_KERNEL:
        answer = f"ipykernel {kernel.__version__} is too old: run make lab"
    return "a Jupyter kernel", answer


def _packages() -> tuple[str, str]:
    missing = [name for name in _needed() if not _installed(name)]
    answer = "yes"
    if missing:
        answer = f"no, missing: {', '.join(missing)}; run make lab again"
    return "the packages it needs", answer


def _needed() -> Iterator[str]:
    """Yield the names of the packages that every learner needs."""
    if not _installed(DISTRIBUTION):
        yield DISTRIBUTION
        return
    for requirement in requires(DISTRIBUTION) or ():
        if "extra ==" not in requirement:
            name = requirement.partition(";")[0]
            for sign in "<>=!~ ":
                name = name.partition(sign)[0]
            yield name


def _installed(name: str) -> bool:
    try:
        version(name)
    except PackageNotFoundError:
        return False
    return True


def _clock() -> tuple[str, str]:
    """Run a short wait; a clock that works is close to what it was told."""
    waited = run(asyncio.sleep(0.2), clock=clock_name(None))
    answer = "yes"
    if not 0.19 < waited.timeline.seconds < 0.5:
        seconds = waited.timeline.seconds
        answer = f"a wait of 0.2 s took {seconds:.1f} s: is it very busy?"
    return "a clock that keeps time", answer
