"""How long marking takes, beside nbclient that only runs the notebooks.

A class of a hundred: every notebook that has exercises five times, and one
of them ten times: answered, answered wrongly, as it was, and with a cell in
front that hangs or dies. It is marked in five parts, each of all notebooks
and of all kinds; with each part the two take turns, on as many cores, with
the same limits.
"""

import asyncio
import contextlib
import copy
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.measuring import Row

__all__ = ["hand_in", "rows"]

ROOT = Path(__file__).parents[1]
PARTS = 5
AGAIN = "04_scheduled_first"
CELL_SECONDS = 20  # that a cell may take, here and there
HANGS = "while True:\n    pass"
DIES = "import os\nos._exit(1)"
IS_KILLED = "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"
TROUBLE = (HANGS, DIES, IS_KILLED)


def rows():
    """Measure; yield the lines of the table."""
    from helpers.grade.fence import is_fenced
    from helpers.grade.workers import cores

    marked, ran = [], []
    for part in range(PARTS):
        notebooks = handed_in(part)
        both = [lambda: marked.append(mark(notebooks))]  # noqa: B023
        both += [lambda: ran.append(run(notebooks, cores()))]  # noqa: B023
        for measure in both if part % 2 else reversed(both):
            measure()
        print(
            f"  part {part + 1} of {PARTS}: {marked[-1]:.0f} s, "
            f"nbclient {ran[-1]:.0f} s",
            file=sys.stderr,
            flush=True,
        )
    count = len(notebooks)
    fenced = "in bubblewrap" if is_fenced() else "without bubblewrap"
    yield Row(
        f"{count * PARTS} notebooks, mixed, through helpers.grade, {fenced}",
        f"{statistics.median(marked) / count:.2f} s each",
    )
    yield Row(
        f"  the same through nbclient, {cores()} at a time",
        f"{statistics.median(ran) / count:.2f} s each",
    )
    pairs = zip(marked, ran, strict=True)
    ratio = statistics.median(mine / other for mine, other in pairs)
    yield Row("  ratio", f"{ratio:.2f} x", "1 x at most", ratio <= 1)


def handed_in(part):
    """Return a fifth of the class: {name of the file: notebook}."""
    from helpers.checking.load import notebooks

    made = {}
    for number, name in enumerate([*notebooks(), AGAIN]):
        kind = KINDS[(number + part) % len(KINDS)]
        made[f"{part}-{number}-{name}"] = kind(name, number)
    return made


def hand_in(folder, notebooks):
    for name, notebook in notebooks.items():
        path = folder / f"{name}.ipynb"
        path.write_text(json.dumps(notebook), encoding="utf-8")


def as_it_was(name, number):
    path = ROOT / f"notebooks/{name}.ipynb"
    return json.loads(path.read_text(encoding="utf-8"))


def solved(name, number):
    from helpers.checking.load import find

    return answered(name, lambda exercise: find(exercise).reference)


def wrong(name, number):
    from tests.tools.answer_files import wrong_answers

    def answer(exercise):
        known = wrong_answers(exercise)
        return known[number % len(known)].source

    return answered(name, answer)


def in_trouble(name, number):
    """Return a solved one that hangs or dies before the first exercise."""
    notebook = solved(name, number)
    own = [cell["id"].startswith("mine-") for cell in notebook["cells"]]
    cell = copy.deepcopy(notebook["cells"][own.index(True)])
    cell.update(id="trouble", source=TROUBLE[number % len(TROUBLE)])
    notebook["cells"].insert(own.index(True), cell)
    return notebook


KINDS = (solved, wrong, as_it_was, solved, in_trouble)


def answered(name, answer):
    """Return a notebook of the course with an answer to each exercise."""
    from helpers.checking.load import notebooks

    notebook = as_it_was(name, 0)
    for cell in notebook["cells"]:
        exercise = cell["id"].removeprefix("mine-")
        if exercise != cell["id"] and exercise in notebooks()[name]:
            cell["source"] = answer(exercise)
    return notebook


def mark(notebooks):
    """Return the seconds that marking takes, tables and all."""
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as own:
        folder = Path(own) / "handed-in"
        folder.mkdir()
        hand_in(folder, notebooks)
        command = [sys.executable, "-m", "helpers.grade", str(folder)]
        command += ["--cell-seconds", str(CELL_SECONDS), "--out", own]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return time.perf_counter() - began


def run(notebooks, at_a_time):
    """Return the seconds that nbclient takes, as many notebooks at a time."""
    began = time.perf_counter()
    asyncio.run(run_all(notebooks, at_a_time))
    return time.perf_counter() - began


async def run_all(notebooks, at_a_time):
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellTimeoutError, DeadKernelError

    from tests.tools.kernels import OwnKernelManager, clean_environ

    places = asyncio.Semaphore(at_a_time)

    async def run_one(notebook):
        async with places:
            client = NotebookClient(
                nbformat.reads(json.dumps(notebook), as_version=4),
                kernel_manager_class=OwnKernelManager,
                timeout=CELL_SECONDS,
                interrupt_on_timeout=True,
                allow_errors=True,
                resources={"metadata": {"path": str(ROOT / "notebooks")}},
            )
            ended = contextlib.suppress(CellTimeoutError, DeadKernelError)
            with clean_environ(COURSE_CLOCK="virtual") as environ, ended:
                await client.async_execute(env=environ)

    await asyncio.gather(*map(run_one, notebooks.values()))
