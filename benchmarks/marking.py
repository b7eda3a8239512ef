"""How long marking takes, beside nbclient that only runs the notebooks."""

import asyncio
import copy
import statistics
import tempfile
import time
from pathlib import Path

from benchmarks.measuring import Row

__all__ = ["rows"]

ROOT = Path(__file__).parents[1]
NAMES = ("04_scheduled_first", "07_gather", "13_wsgi_server")
COPIES = 2  # of each, as if handed in by so many
ROUNDS = 3


def rows():
    """Measure; yield the lines of the table."""
    from helpers.grade.fence import is_fenced
    from helpers.grade.workers import cores

    ratios, marked, ran = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        hand_in(Path(folder))
        for _ in range(ROUNDS):
            marked.append(mark(Path(folder)))
            ran.append(run(cores()))
            ratios.append(marked[-1] / ran[-1])
    count = len(NAMES) * COPIES
    fenced = "in bubblewrap" if is_fenced() else "without bubblewrap"
    each = statistics.median(marked) / count
    yield Row(
        f"{count} notebooks, solved, through helpers.grade, {fenced}",
        f"{each:.2f} s each",
    )
    each = statistics.median(ran) / count
    yield Row(
        f"  the same through nbclient, {cores()} at a time",
        f"{each:.2f} s each",
    )
    ratio = statistics.median(ratios)
    yield Row("  ratio", f"{ratio:.2f} x", "1 x at most", ratio <= 1)


def solved(name):
    """Return a notebook of the course with all of its exercises solved."""
    import nbformat

    from helpers.checking.load import find, names

    path = ROOT / f"notebooks/{name}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        exercise = cell["id"].removeprefix("mine-")
        if exercise != cell["id"] and exercise in names():
            one = find(exercise)
            cell["source"] = f"{one.reference}\n\n\n{one.trial}"
    return notebook


def hand_in(folder):
    import nbformat

    for name in NAMES:
        text = nbformat.writes(solved(name))
        for number in range(COPIES):
            (folder / f"{name}-{number}.ipynb").write_text(text)


def mark(folder):
    """Return the seconds that marking a folder takes, tables and all."""
    import subprocess
    import sys

    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as out:
        command = [sys.executable, "-m", "helpers.grade", str(folder)]
        subprocess.run(
            [*command, "--out", out], cwd=ROOT, check=True, capture_output=True
        )
    return time.perf_counter() - began


def run(at_a_time):
    """Return the seconds that nbclient takes, as many notebooks at a time."""
    began = time.perf_counter()
    asyncio.run(run_all(at_a_time))
    return time.perf_counter() - began


async def run_all(at_a_time):
    from nbclient import NotebookClient

    from tests.tools.kernels import OwnKernelManager, clean_environ

    places = asyncio.Semaphore(at_a_time)

    async def run_one(notebook):
        async with places:
            client = NotebookClient(
                notebook,
                kernel_manager_class=OwnKernelManager,
                timeout=60,
                allow_errors=True,
                resources={"metadata": {"path": str(ROOT / "notebooks")}},
            )
            with clean_environ(COURSE_CLOCK="virtual") as environ:
                await client.async_execute(env=environ)

    sources = [solved(name) for name in NAMES for _ in range(COPIES)]
    await asyncio.gather(*map(run_one, map(copy.deepcopy, sources)))
