"""What recording costs, beside two other tools that record tasks."""

import asyncio
import contextlib
import os
import sys

from benchmarks.measuring import Row, megabytes, paired
from helpers import record
from helpers.clocks.virtual import VirtualLoop
from helpers.recording.attach import attach
from helpers.recording.recorder import Recorder
from helpers.recording.snapshot import freeze

__all__ = ["rows"]

SELECTOR = asyncio.SelectorEventLoop
TASKS = 1000
SWITCHES = 100


async def hop(switches):
    for _ in range(switches):
        await asyncio.sleep(0)


async def switching(tasks=TASKS, switches=SWITCHES):
    await asyncio.gather(*[hop(switches) for _ in range(tasks)])


async def nap(count):
    for _ in range(count):
        await asyncio.sleep(0.001)


async def napping():
    await asyncio.gather(*[nap(SWITCHES) for _ in range(TASKS)])


async def echo(questions, answers):
    while (question := await questions.get()) is not None:
        await answers.put(question)


async def ping_pong():
    questions: asyncio.Queue[int | None] = asyncio.Queue(1)
    answers: asyncio.Queue[int | None] = asyncio.Queue(1)
    task = asyncio.create_task(echo(questions, answers))
    for number in range(10_000):
        await questions.put(number)
        await answers.get()
    await questions.put(None)
    await task


async def deep(level, switches):
    if level:
        return await deep(level - 1, switches)
    return await hop(switches)


async def chains():
    await asyncio.gather(*[deep(20, SWITCHES) for _ in range(50)])


async def short(number):
    await asyncio.sleep(0)
    return number


async def groups():
    for _ in range(20):
        await asyncio.gather(*[short(number) for number in range(TASKS)])


async def fresh_chains():
    for _ in range(2000):
        await deep(4, 1)


def plainly(main, make_loop=SELECTOR):
    def call():
        loop = make_loop()
        loop.run_until_complete(main())
        loop.close()

    return call


def plain(main):
    return lambda: asyncio.run(main())


def in_a_block(main):
    """Record as anybody would: up to the end of the block."""

    def call():
        with record():
            asyncio.run(main())

    return call


def recorded(main, make_loop=SELECTOR):
    def call():
        loop = make_loop()
        recorder = Recorder()
        attach(recorder, loop)
        loop.run_until_complete(main())
        loop.close()
        return freeze(recorder)

    return call


def noted(main, make_loop=SELECTOR):
    """Record, and leave the timeline for when somebody asks for it."""

    def call():
        loop = make_loop()
        recorder = Recorder()
        attach(recorder, loop)
        loop.run_until_complete(main())
        recorder.detach()
        loop.close()

    return call


@contextlib.contextmanager
def viztracer():
    """Let VizTracer trace; to start and to stop it is not measured."""
    from viztracer import VizTracer

    tracer = VizTracer(log_async=True, verbose=0, tracer_entries=3_000_000)
    tracer.start()
    try:
        yield plain
    finally:
        tracer.stop()


@contextlib.contextmanager
def asyncflow():
    if not hasattr(sys, "monitoring"):
        raise ImportError("it needs Python 3.12")
    from wigglystuff.async_flow import AsyncFlowLogger

    def logging(main):
        async def logged():
            async with AsyncFlowLogger({__file__}):
                await main()

        return plain(logged)

    yield logging


SHAPES = (
    ("1,000 tasks x 100 switches", switching, 1.5),
    ("50 chains of 20 coroutines", chains, 2),
    ("10,000 questions by queue", ping_pong, 2),
    ("20,000 short tasks, in groups", groups, 2),
    ("2,000 chains of 5, each new", fresh_chains, 2),
)


PEERS = (("VizTracer, log_async", viztracer), ("AsyncFlow", asyncflow))


def rows():
    """Measure; yield the lines of the table.

    The peers come last: what they switch on slows the others down as well.
    """
    bare, ours = {}, {}
    for name, main, most in SHAPES:
        times, ratios = paired(plain(main), in_a_block(main), pairs=7)
        bare[name], ours[name] = times[0], ratios[1]
        yield Row(f"{name}, plain", f"{times[0] * 1e3:.0f} ms")
        yield Row(
            "  recorded", f"{ratios[1]:.2f} x", f"{most} x", ratios[1] <= most
        )
    for name, main in (
        ("the first, virtual clock", switching),
        ("1,000 tasks x 100 sleeps, virtual clock", napping),
    ):
        _, (_, ratio) = paired(
            plainly(main, VirtualLoop), noted(main, VirtualLoop), pairs=7
        )
        yield Row(f"{name}, recorded", f"{ratio:.2f} x", "2 x", ratio <= 2)
    yield million()
    yield short_tasks()
    yield from prints()
    for peer, switched_on in PEERS:
        try:
            with switched_on() as run_by:
                for name, main, _ in SHAPES:
                    (took,), _ = paired(run_by(main), pairs=7)
                    ratio = took / bare[name]
                    yield Row(
                        f"{name}, {peer}",
                        f"{ratio:.2f} x",
                        "slower than ours",
                        ratio > ours[name],
                    )
        except ImportError as missing:
            print(f"{peer} is left out: {missing}", file=sys.stderr)


def prints():
    """Measure what a print costs more, into a file that nobody reads."""
    count = 10_000

    async def main():
        for number in range(count):
            print("line", number)

    with open(os.devnull, "w") as out, contextlib.redirect_stdout(out):
        times, _ = paired(plain(main), in_a_block(main))
        (one,), _ = paired(in_a_block(hardly))
    yield Row("a print, plain", f"{times[0] / count * 1e6:.1f} µs")
    more = (times[1] - one - times[0]) / count * 1e6
    yield Row("  noted, more", f"{more:.1f} µs", "10 µs", more <= 10)


async def hardly():
    """Do next to nothing: what is left is what a recording costs at all."""
    await asyncio.sleep(0)


def million():
    """Measure the memory of a million steps, each with a wait."""

    async def main():
        await asyncio.gather(*[nap(1000) for _ in range(1000)])

    left, peak = megabytes(recorded(main, VirtualLoop))
    return Row(
        "a million recorded steps, with their waits",
        f"{left:.0f} MB (peak {peak:.0f})",
        "100 MB",
        left <= 100,
    )


def short_tasks():
    """Measure the memory of 100,000 short tasks, above plain."""

    async def main():
        for _ in range(100):
            await asyncio.gather(*[short(number) for number in range(TASKS)])

    (_, bare), (_, ours) = megabytes(plain(main)), megabytes(in_a_block(main))
    return Row(
        "100,000 recorded short tasks, above plain",
        f"{ours - bare:.0f} MB",
        "60 MB",
        ours - bare <= 60,
    )
