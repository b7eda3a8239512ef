"""What recording costs, beside two other tools that record tasks."""

import asyncio
import sys

from benchmarks.measuring import Row, megabytes, paired
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


def with_viztracer(main):
    from viztracer import VizTracer

    tracer = VizTracer(log_async=True, verbose=0, tracer_entries=3_000_000)

    def call():
        tracer.start()
        plainly(main)()
        tracer.stop()
        tracer.clear()

    return call


def with_asyncflow(main):
    from wigglystuff.async_flow import AsyncFlowLogger

    async def logged():
        async with AsyncFlowLogger({__file__}):
            await main()

    return plainly(logged)


def peers():
    """Yield what is installed of the two, as it is used."""
    try:
        yield "VizTracer, log_async", with_viztracer(switching)
    except ImportError:
        print("viztracer is not installed", file=sys.stderr)
    try:
        if hasattr(sys, "monitoring"):
            yield "AsyncFlow", with_asyncflow(switching)
        else:
            print("AsyncFlow needs Python 3.12", file=sys.stderr)
    except ImportError:
        print("wigglystuff is not installed", file=sys.stderr)


def rows():
    """Measure; yield the lines of the table."""
    times, ratios = paired(plainly(switching), noted(switching))
    yield Row("1,000 tasks x 100 switches, plain", f"{times[0] * 1e3:.0f} ms")
    yield Row(
        "  recorded",
        f"{ratios[1]:.2f} x",
        "2 x at most, aim 1.5",
        ratios[1] <= 2,
    )
    for name, call in peers():
        _, (_, ours, theirs) = paired(
            plainly(switching), noted(switching), call, pairs=3
        )
        yield Row(f"  {name}", f"{theirs:.2f} x", "slower", theirs > ours)
    for name, main, make_loop in (
        ("50 chains of 20 coroutines", chains, SELECTOR),
        ("10,000 questions by queue", ping_pong, SELECTOR),
        ("20,000 short tasks, in groups", groups, SELECTOR),
        ("2,000 chains of 5, each new", fresh_chains, SELECTOR),
        ("the first, virtual clock", switching, VirtualLoop),
        ("1,000 tasks x 100 sleeps, virtual clock", napping, VirtualLoop),
    ):
        _, (_, ratio) = paired(
            plainly(main, make_loop), noted(main, make_loop), pairs=7
        )
        yield Row(f"  {name}, recorded", f"{ratio:.2f} x", "2 x", ratio <= 2)
    yield million()


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
