"""How long nbval takes for the notebooks, beside as many that do little."""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.measuring import Row

__all__ = ["rows"]

ROOT = Path(__file__).parents[1]
ROUNDS = 3
LITTLE = {
    "bare": "import helpers",
    "plot": "import helpers, matplotlib.figure",
    "chart": "from helpers import b, run; run(b('x'))",
}


def rows():
    """Measure; yield the lines of the table."""
    sources = sorted((ROOT / "notebooks").glob("*.ipynb"))
    names = [*LITTLE, "full"]
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            fill(Path(folder, name), sources, LITTLE.get(name))
        rounds = [
            [through_nbval(Path(folder, name)) for name in names]
            for _ in range(ROUNDS)
        ]
    bare = statistics.median(times[0] for times in rounds)
    ratios = [
        statistics.median(times[place] / times[0] for times in rounds)
        for place in range(len(names))
    ]
    _, plot, chart, full = ratios
    yield Row(
        f'{len(sources)} notebooks of "import helpers" through nbval',
        f"{bare:.1f} s",
    )
    yield Row('  of "import helpers, matplotlib.figure"', f"{plot:.2f} x")
    yield Row("  of one chart", f"{chart:.2f} x")
    yield Row("  the course's", f"{full:.2f} x", "1.5 x at most", full <= 1.5)


def fill(folder, sources, code):
    """Copy the notebooks, each reduced to one cell if there is `code`."""
    import nbformat

    folder.mkdir()
    for source in sources:
        if code is None:
            shutil.copy(source, folder)
            continue
        notebook = nbformat.read(source, as_version=4)
        cell = nbformat.v4.new_code_cell(code)
        cell.execution_count = 1
        cell.metadata["tags"] = ["nbval-ignore-output"]
        notebook.cells = [cell]
        nbformat.write(notebook, folder / source.name)


def through_nbval(folder):
    """Return the seconds that nbval takes, two notebooks at a time."""
    command = [sys.executable, "-m", "pytest", "--nbval", "-q", "-n", "2"]
    command += ["--dist", "loadfile", "-p", "no:cacheprovider", str(folder)]
    command += ["-p", "tests.tools.nbval_kernels"]
    command += ["--nbval-sanitize-with", str(ROOT / "tests" / "sanitise.cfg")]
    began = time.perf_counter()
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "COURSE_CLOCK": "virtual"},
        capture_output=True,
        text=True,
        check=False,
    )
    took = time.perf_counter() - began
    if done.returncode:
        sys.exit(f"nbval failed:\n{done.stdout[-1500:]}")
    return took
