"""How each figure grows with the number of tasks: a table and a chart."""

import asyncio
import functools
from pathlib import Path

from benchmarks.drawing import crowd
from benchmarks.measuring import Row, megabytes, paired, seconds
from benchmarks.recording import plainly, recorded, switching
from helpers.charts.canvas import png
from helpers.charts.picture import gantt
from helpers.clocks.virtual import VirtualLoop

__all__ = ["rows"]

SIZES = (100, 1000, 10_000)
SWITCHES = 100
CHART = Path(__file__).with_name("growth.png")


async def sleeping(sleeps):
    for _ in range(sleeps):
        await asyncio.sleep(1)


def figures(tasks):
    """Return (name, unit, value) of each figure at one size."""
    main = functools.partial(switching, tasks, SWITCHES)
    (plain, taped), (_, ratio) = paired(plainly(main), recorded(main), pairs=3)
    left, _ = megabytes(recorded(main))
    virtual = seconds(plainly(functools.partial(sleeping, tasks), VirtualLoop))
    timeline = crowd(tasks)
    return [
        (f"plain, {SWITCHES} switches each", "s", plain),
        ("the same, recorded", "s", taped),
        ("recording costs", "x", ratio),
        ("its memory", "MB", left),
        ("as many sleeps, virtual clock", "s", virtual),
        ("drawn", "s", seconds(lambda: png(gantt(timeline)))),
    ]


def rows():
    """Measure at every size; draw the chart; yield the lines."""
    found = [figures(tasks) for tasks in SIZES]
    yield Row("tasks", " ".join(f"{size:>9,}" for size in SIZES))
    for same in zip(*found, strict=True):
        name, unit, _ = same[0]
        values = " ".join(f"{value:9.3g}" for _, _, value in same)
        yield Row(f"  {name}, {unit}", values)
    draw_chart(found)
    yield Row("  the chart", CHART.name)


def draw_chart(found):
    """Draw seconds and megabytes against tasks, both on log scales."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7.6, 3.6), dpi=160, layout="constrained")
    left, right = figure.subplots(1, 2, sharex=True)
    signs = iter("os^Dv")
    for same in zip(*found, strict=True):
        name, unit, _ = same[0]
        if unit == "x":
            continue
        axes = left if unit == "s" else right
        axes.loglog(
            SIZES,
            [value for _, _, value in same],
            marker=next(signs),
            label=name if unit == "s" else "of the recording",
        )
    left.set_ylabel("seconds")
    right.set_ylabel("megabytes")
    for axes in (left, right):
        axes.set_xlabel("tasks")
        axes.set_xticks(SIZES, [f"{size:,}" for size in SIZES])
        axes.minorticks_off()
        axes.grid(color="#dddddd", linewidth=0.7)
        axes.legend(fontsize=7.5, frameon=False)
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)
    left.set_title("Time grows with the tasks", loc="left", fontsize=9.5)
    right.set_title("So does memory", loc="left", fontsize=9.5)
    figure.savefig(CHART, metadata={"Software": None})
