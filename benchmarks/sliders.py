"""How often a cell with sliders never ends where nbclient executes it.

ipywidgets' own `interact` hangs now and then (nbclient, issue 312): nbclient
answers what its output widget shows through a shadow of the socket on which
it waits for the kernel, and where the kernel's reply is there by then, that
takes the notice of it for which asyncio waits. The reply lies in the socket,
and nobody looks until a time limit is over; without one, nobody ever does.
Ours opens no comm there, so that nothing is answered.

Both run on a machine that is kept busy meanwhile, in turn, each time in a
kernel of its own. A cell counts as hung that took as long as the time limit.
"""

import contextlib
import subprocess
import sys
import time

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError

from benchmarks.measuring import Row
from tests.tools.kernels import OwnKernelManager, clean_environ

__all__ = ["executed", "rows"]

KERNELS = 15  # of each kind
CELLS = 4  # with sliders, in each of them
LIMIT = 8  # seconds; such a cell takes less than one
OURS = "from helpers import interact"
THEIRS = "from ipywidgets import interact"
SETUP = (
    "import asyncio\nfrom helpers import run, sleeper\nrun(sleeper('x', 1))"
)
CELL = """def timings(slow=3.0, jobs=9):
    async def main():
        quick = [sleeper(f"b{n}", 1) for n in range(jobs)]
        return await asyncio.gather(sleeper("slow", slow), *quick)
    return run(main(), clock="virtual")

interact(timings, slow=(0.5, 5, 0.5), jobs=(1, 9));
"""


def executed(makes_sliders):
    """Execute cells with sliders by nbclient; return the seconds of each."""
    sources = [f"{makes_sliders}\n{SETUP}", *CELLS * [CELL]]
    node = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(each) for each in sources]
    )
    client = NotebookClient(
        node, kernel_manager_class=OwnKernelManager, timeout=LIMIT
    )
    begun: dict[int, float] = {}
    ended: dict[int, float] = {}

    def note(moments):
        return lambda cell, cell_index, **_: moments.update(
            {cell_index: time.monotonic()}
        )

    client.on_cell_execute = note(begun)
    client.on_cell_executed = note(ended)
    with (
        clean_environ(COURSE_CLOCK="virtual") as environ,
        contextlib.suppress(CellTimeoutError),
    ):
        client.execute(env=environ)
    now = time.monotonic()
    return [ended.get(at, now) - begun[at] for at in sorted(begun) if at]


@contextlib.contextmanager
def busy(processes=2):
    """Keep the machine busy in this block."""
    command = [sys.executable, "-c", "while True: pass"]
    loads = [subprocess.Popen(command) for _ in range(processes)]
    try:
        yield
    finally:
        for each in loads:
            each.kill()
            each.wait()


def rows():
    """Measure; yield the lines of the table."""
    kinds = {"ipywidgets": THEIRS, "ours": OURS}
    took: dict[str, list[float]] = {name: [] for name in kinds}
    with busy():
        for _ in range(KERNELS):
            for name, makes_sliders in kinds.items():
                took[name] += executed(makes_sliders)
    yield Row("cells with sliders, by nbclient, on a busy machine", "")
    for name, seconds in took.items():
        hung = sum(each >= LIMIT for each in seconds)
        ours = name == "ours"
        yield Row(
            f"  {name}: hung",
            f"{hung} of {len(seconds)}",
            "0" if ours else "",
            not hung if ours else None,
        )
