"""What a chart that grows does to the times of the program that it shows.

In a real kernel, as a front end with somebody before it drives it. Each
program runs three times with the same lengths, in turns: with its chart
growing, without, and once more without, which says how much a machine's mood
makes of it. Every wait notes how late it was over. And each part of a frame
notes when it was made: what of a wait's being late lies within one is what
frames took from the program, whatever else the machine had to do. Each run
rests at its end, so that there are frames also of a program that leaves no
room for any.
"""

import ast
import itertools
import statistics

from benchmarks.measuring import Row
from tests.tools.cells import started

__all__ = ["rows"]

RUNS = 30  # of each program, each way
MOST = 5  # milliseconds, at the 99th percentile
KINDS = ("grows", "stands still", "again")
SHAPES = {  # tasks, waits of each, seconds of a wait from, to
    "ten tasks": (10, 8, 0.05, 0.3),
    "100 tasks": (100, 8, 0.05, 0.3),
    "20 tasks with short waits": (20, 150, 0.001, 0.02),
}
SETUP = """import asyncio, random, time
from helpers import run
from helpers.running.growing import Frames

made, look_on = [], Frames.look_on

def noted(self, rest):
    began = time.monotonic()
    try:
        return look_on(self, rest)
    finally:
        made.append((began, time.monotonic()))

Frames.look_on = noted

async def job(late, lengths):
    for length in lengths:
        due = time.monotonic() + length
        await asyncio.sleep(length)
        late.append((due, time.monotonic()))

async def all_of(jobs):
    await asyncio.gather(*jobs)
    await asyncio.sleep(0.5)

def late(tasks, waits, least, most, seed, live):
    chance = random.Random(seed)
    found = [[] for _ in range(tasks)]
    made.clear()
    run(all_of([
        job(one, [chance.uniform(least, most) for _ in range(waits)])
        for one in found
    ]), clock="real", live=live)
    return [(now - due, taken(due, now)) for one in found for due, now in one]

def taken(due, now):
    parts = ((max(due, one), min(now, other)) for one, other in made)
    return sum(end - start for start, end in parts if end > start)
"""


def rows():
    """Measure; yield the lines of the table."""
    for name, shape in SHAPES.items():
        found: dict[str, list[list[tuple[float, float]]]]
        found = {kind: [] for kind in KINDS}
        frames = dict.fromkeys(KINDS, 0)
        with started() as kernel:
            kernel.run(SETUP)
            for seed in range(RUNS):
                for kind in turned(KINDS, seed):
                    times, count = measured(kernel, shape, seed, kind)
                    found[kind].append(times)
                    frames[kind] += count
        yield from told(name, found, frames["grows"])


def turned(kinds, turn):
    """Return the kinds, another one first each turn."""
    orders = list(itertools.permutations(kinds))
    return orders[turn % len(orders)]


def measured(kernel, shape, seed, kind):
    """Run a program once; return what is known of its waits, and frames.

    Of a wait that is by how many milliseconds it was late, and how many of
    these were a frame's. The first frame is displayed, and each one after
    it updates that.
    """
    live = None if kind == "grows" else False
    sent = kernel.client.execute(f"print(late(*{shape}, {seed}, {live}))")
    printed, frames = "", 0
    while True:
        message = kernel.client.get_iopub_msg(timeout=60)
        if message["parent_header"].get("msg_id") != sent:
            continue
        kind, content = message["msg_type"], message["content"]
        frames += kind in ("display_data", "update_display_data")
        if kind == "stream":
            printed += content["text"]
        if content.get("execution_state") == "idle":
            times = ast.literal_eval(printed)
            return [(1e3 * x, 1e3 * y) for x, y in times], frames


def told(name, found, frames):
    """Yield the lines about one program.

    What decides is the 99th percentile of a run, in the middle one of all
    runs: a burst of other work strikes one or two of them.
    """
    grows, still, again = (
        statistics.median(p99([x for x, _ in run]) for run in found[kind])
        for kind in KINDS
    )
    most = max(still, again) + MOST
    yield Row(f"{name}: 99th percentile of a run", ms(still))
    yield Row("  once more", ms(again))
    yield Row("  while the chart grows", ms(grows), ms(most), grows < most)
    for kind in KINDS:
        late = [x for run in found[kind] for x, _ in run]
        yield Row(f"  of all runs together, {kind}", ms(p99(late)))
    taken = p99([x for run in found["grows"] for _, x in run])
    yield Row("  of that, frames took", ms(taken), ms(MOST), taken < MOST)
    yield Row("  frames a run", f"{frames / RUNS:.1f}")


def p99(values):
    in_order = sorted(values)
    return in_order[int(0.99 * len(in_order))]


def ms(value):
    return f"{value:.2f} ms"
