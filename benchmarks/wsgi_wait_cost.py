"""What does `asyncio.wait` cost, when every connection is in its set?

    python benchmarks/wsgi_wait_cost.py [--out benchmarks/wsgi_wait_cost.png]

`wait` adds a callback to each task of its set, and removes it again, at every
turn. So a loop that holds all its connections pays for those that do nothing.
Here one job in a crowd of idle ones is done, over and over: once with the
crowd in the set, once with the crowd waiting for itself, as in `helpers.wsgi`.
The data are printed, and drawn if matplotlib is there.
"""

import argparse
import asyncio
import statistics
import time
from typing import NamedTuple

CROWDS = (1, 10, 100, 500, 1000, 2000, 5000)
TURNS = 50
ROUNDS = 5


class Cost(NamedTuple):
    """Microseconds a turn, with and without the crowd in the set."""

    connections: int
    all_in_the_set: float
    only_a_few: float


async def turns(idle: set[asyncio.Task[None]], count: int) -> float:
    """Return the microseconds that one turn of an evented loop takes."""
    began = time.perf_counter()
    pending = set(idle)
    pending.add(asyncio.create_task(asyncio.sleep(0)))
    for _ in range(count):
        _, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        pending.add(asyncio.create_task(asyncio.sleep(0)))
    took = time.perf_counter() - began
    await asyncio.wait(pending - idle)
    return took / count * 1e6


async def measure(connections: int) -> Cost:
    """Measure both designs beside so many idle connections."""
    gone = asyncio.Event()
    crowd = {asyncio.create_task(idle(gone)) for _ in range(connections)}
    few = set(list(crowd)[:1])
    await asyncio.sleep(0)
    pairs = [
        (await turns(crowd, TURNS), await turns(few, TURNS))
        for _ in range(ROUNDS)
    ]
    gone.set()
    await asyncio.wait(crowd)
    every, only = zip(*pairs, strict=True)
    return Cost(connections, statistics.median(every), statistics.median(only))


async def idle(gone: asyncio.Event) -> None:
    """Stand for a connection whose client is silent."""
    await gone.wait()


def draw(costs: list[Cost], path: str) -> None:
    """Draw the cost against the connections, both on log axes."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 4), layout="constrained")
    axes = figure.subplots()
    axes.set(
        xscale="log", yscale="log", xlabel="connections, all but one idle"
    )
    axes.set_ylabel("microseconds a turn of the loop")
    axes.set_title("asyncio.wait looks at its whole set at every turn")
    counts = [cost.connections for cost in costs]
    lines = {
        "every connection in the set": (
            [c.all_in_the_set for c in costs],
            "o",
        ),
        "accept, stop, a few others": ([c.only_a_few for c in costs], "s"),
    }
    for colour, (label, (values, marker)) in zip(
        ("#d55e00", "#0072b2"), lines.items(), strict=True
    ):
        axes.plot(counts, values, marker=marker, color=colour)
        axes.annotate(
            label, (counts[-1], values[-1]), (-6, 8), color=colour,
            textcoords="offset points", ha="right",
        )  # fmt: skip
    axes.spines[["top", "right"]].set_visible(False)
    axes.margins(y=0.2)
    figure.savefig(path, dpi=150)


def main() -> None:
    """Measure, print, and draw."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", metavar="PNG")
    options = parser.parse_args()
    costs = [asyncio.run(measure(connections)) for connections in CROWDS]
    print("connections  all in the set  only a few  (microseconds a turn)")
    for cost in costs:
        print("{:11}  {:14.1f}  {:10.1f}".format(*cost))
    if options.out:
        draw(costs, options.out)


if __name__ == "__main__":
    main()
