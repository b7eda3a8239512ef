"""How long a chart takes, and what `import helpers` does."""

import asyncio
import functools
import statistics
import subprocess
import sys
import time

from benchmarks.measuring import Row, seconds
from helpers.charts.canvas import png
from helpers.charts.picture import gantt
from helpers.charts.text import draw
from helpers.clocks.virtual import VirtualLoop
from helpers.recording.attach import attach
from helpers.recording.recorder import Recorder
from helpers.recording.snapshot import freeze

__all__ = ["crowd", "rows"]


async def job(number):
    await asyncio.sleep(1 + number % 7)
    if number % 100 == 99:
        raise ValueError(number)
    return number


def crowd(tasks):
    """Return the timeline of many tasks, some of which fail."""

    async def main():
        jobs = [job(number) for number in range(tasks)]
        await asyncio.gather(*jobs, return_exceptions=True)

    loop = VirtualLoop()
    recorder = Recorder()
    attach(recorder, loop)
    loop.run_until_complete(main())
    loop.close()
    return freeze(recorder, title=f"{tasks:,} tasks")


def as_png(timeline):
    return png(gantt(timeline))


def rows():
    """Measure; yield the lines of the table."""
    as_png(crowd(3))  # fonts are loaded
    for tasks, most in ((1000, 1), (10_000, 3)):
        timeline = crowd(tasks)
        drawn = functools.partial(as_png, timeline)
        took = statistics.median(seconds(drawn) for _ in range(5))
        yield Row(
            f"{tasks:,} tasks drawn", f"{took:.2f} s", f"{most} s", took < most
        )
    took = seconds(lambda: draw(timeline))
    yield Row("  in plain text", f"{took:.2f} s")
    yield from importing()


def importing():
    plain = "import asyncio"
    for ours, target in (
        ("import asyncio, helpers", 30),
        ("import asyncio; from helpers import a, b, run", None),
    ):
        extra = [process(ours) - process(plain) for _ in range(11)]
        took = statistics.median(extra) * 1e3
        yield Row(
            f'"{ours.removeprefix("import asyncio")[2:]}" over asyncio',
            f"{took:.0f} ms",
            f"{target} ms" if target else "",
            took <= target if target else None,
        )


def process(code):
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - began
