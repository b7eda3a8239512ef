"""How long nbval takes for the notebooks, beside as many that do nothing."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.measuring import Row

__all__ = ["rows"]

ROOT = Path(__file__).parents[1]


def rows():
    """Measure; yield the lines of the table."""
    try:
        import nbformat
        import nbval  # noqa: F401
    except ImportError:
        print("nbval is not installed", file=sys.stderr)
        return
    sources = sorted((ROOT / "notebooks").glob("*.ipynb"))
    with tempfile.TemporaryDirectory() as folder:
        empty, full = Path(folder, "empty"), Path(folder, "full")
        for each in (empty, full):
            each.mkdir()
        for source in sources:
            shutil.copy(source, full)
            notebook = nbformat.read(source, as_version=4)
            cell = nbformat.v4.new_code_cell("import helpers")
            cell.execution_count = 1
            notebook.cells = [cell]
            nbformat.write(notebook, empty / source.name)
        bare, real = through_nbval(empty), through_nbval(full)
    yield Row(
        f"{len(sources)} notebooks of one cell through nbval", f"{bare:.1f} s"
    )
    yield Row(
        "  the course's",
        f"{real:.1f} s, {real / bare:.2f} x",
        "1.5 x at most",
        real / bare <= 1.5,
    )


def through_nbval(folder):
    command = [sys.executable, "-m", "pytest", "--nbval", "-q", "-n", "2"]
    command += ["--dist", "loadfile", "-p", "no:cacheprovider", str(folder)]
    sanitise = ROOT / "tests" / "sanitise.cfg"
    if sanitise.exists():
        command.append(f"--nbval-sanitize-with={sanitise}")
    began = time.perf_counter()
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "COURSE_CLOCK": "virtual"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        print(done.stdout[-1500:], file=sys.stderr)
    return time.perf_counter() - began
