"""Press stop many times, in a real kernel: `python -m tests.tools.stops 500`.

Each stop must be answered soon, by `KeyboardInterrupt`, with the line that
called and no other's, and without a word that blames the program. Cells are
stopped at a random moment; a seed makes the moments the same.
"""

from __future__ import annotations

import argparse
import random
import sys
import textwrap
import time
from collections.abc import Iterator
from dataclasses import dataclass

from tests.tools.cells import Cell, Kernel, started

__all__ = ["CELLS", "Stop", "press"]

SOON = 0.5  # seconds in which a stop is answered
LATEST = 0.3  # seconds after the beginning at which stop is pressed
SETUP = (
    "import asyncio\nfrom helpers import *\nrun(fails(0), expect=ValueError)"
)
FALSE_WORDS = (
    *("given up", "goes on", "went on", "never awaited", "limit"),
    *("was destroyed", "swallow", "Error", "retrieved"),
)
PROGRAM = """
async def main():
    print("begun", flush=True)
    try:
{body}
    finally:
        print("ended", flush=True)
{call}"""


def _cell(body: str, call: str) -> str:
    body = textwrap.indent(body.rstrip(), " " * 8)
    return PROGRAM.format(body=body, call=call)


SLEEPING = "for _ in range(1000):\n    await asyncio.sleep(0.01)\n"
TOGETHER = "await asyncio.gather(*map(asyncio.sleep, [0.01] * 9 + [60]))\n"
SPINNING = "while True:\n    await asyncio.sleep(0)\n"
COMPUTING = "while True:\n    sum(range(100))\n"

CELLS = {
    "sleeping": _cell("await a()\n" * 20, "run(main())"),
    "sleeping shortly": _cell(SLEEPING, "run(main())"),
    "sleeping together": _cell(TOGETHER, "run(main())"),
    "spinning": _cell(SPINNING, "run(main())"),
    "computing": _cell(COMPUTING, "run(main())"),
    "computing, in a task": _cell(
        COMPUTING,
        "async def more():\n    asyncio.create_task(main())\n"
        "    await a()\nrun(more())",
    ),
    "spinning, virtual": _cell(SPINNING, "run(main(), clock='virtual')"),
    "computing, virtual": _cell(COMPUTING, "run(main(), clock='virtual')"),
    "sleeping, after an await": _cell(
        SLEEPING, "await asyncio.sleep(0)\nrun(main())"
    ),
    "sleeping, recorded": _cell(SLEEPING, "await record(main())"),
    "spinning, recorded": _cell(SPINNING, "await record(main())"),
    "computing, recorded": _cell(COMPUTING, "await record(main())"),
}


@dataclass(frozen=True)
class Stop:
    """What became of one press of the button."""

    name: str
    answered: float  # seconds until the program has ended
    over: float  # the same for the cell, which draws a chart before
    faults: tuple[str, ...]


def press(kernel: Kernel, count: int, seed: int = 0) -> Iterator[Stop]:
    """Stop `count` cells, each kind in its turn; yield what came of each."""
    moment = random.Random(seed)
    for number in range(count):
        name = list(CELLS)[number % len(CELLS)]
        cell = Cell(kernel, CELLS[name])
        cell.wait_for("begun")
        time.sleep(moment.uniform(0, LATEST))
        pressed = kernel.press_stop()
        cell.wait_for("ended")
        answered = time.monotonic() - pressed
        cell.finish()
        over = time.monotonic() - pressed
        yield Stop(name, answered, over, (*_faults(cell),))


def _faults(cell: Cell) -> Iterator[str]:
    if cell.error != "KeyboardInterrupt":
        yield f"ended with {cell.error}"
        return
    shown = "\n".join([*cell.of("text/plain"), *cell.of("stderr")])
    for words in FALSE_WORDS:
        if words in shown:
            yield f"says {words!r}: {shown}"
    for file in ("helpers/", "asyncio/", "selectors.py"):
        if file in cell.traceback:
            yield f"shows {file}: {cell.traceback}"


def main() -> int:
    """Press as often as the command line says; return 1 for a fault."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("count", type=int, nargs="?", default=500)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    with started() as kernel:
        kernel.run(SETUP)
        stops = []
        for stop in press(kernel, options.count, options.seed):
            stops.append(stop)
            for fault in stop.faults:
                print(f"{stop.name}: {fault}")
    for name in CELLS:
        print(_row(name, [stop for stop in stops if stop.name == name]))
    print(_row("all", stops))
    return int(any(stop.faults or stop.answered > SOON for stop in stops))


def _row(name: str, stops: list[Stop]) -> str:
    answers = sorted(stop.answered for stop in stops)
    faulty = sum(bool(stop.faults) for stop in stops)
    late = sum(answer > SOON for answer in answers)
    over = max((stop.over for stop in stops), default=0)
    return (
        f"{name:<26}{len(stops):>4} stops, {faulty} with a false word, "
        f"{late} answered late, slowest {max(answers, default=0):.2f} s, "
        f"with its chart {over:.2f} s"
    )


if __name__ == "__main__":
    sys.exit(main())
