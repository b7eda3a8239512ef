"""How fast virtual time passes, beside two other loops that jump."""

import asyncio
import sys

from benchmarks.measuring import Row, paired
from helpers.clocks.virtual import VirtualLoop

__all__ = ["rows"]

SLEEPS = 20_000


async def sleeping():
    for _ in range(SLEEPS):
        await asyncio.sleep(1)


def on(make_loop):
    def call():
        loop = make_loop()
        loop.run_until_complete(sleeping())
        loop.close()

    return call


def rows():
    """Measure; yield the lines of the table."""
    yield from beside_solipsism()
    yield from beside_looptime()


def beside_solipsism():
    try:
        from async_solipsism import EventLoop
    except ImportError:
        print("async-solipsism is not installed", file=sys.stderr)
        return
    (theirs, ours), (_, ratio) = paired(on(EventLoop), on(VirtualLoop))
    yield Row(f"{SLEEPS:,} sleeps, async-solipsism", f"{theirs * 1e3:.0f} ms")
    yield Row(
        "  VirtualLoop",
        f"{ours * 1e3:.0f} ms, {ratio:.2f} x",
        "1.2 x at most",
        ratio <= 1.2,
    )


def beside_looptime():
    try:
        import looptime
    except ImportError:
        print("looptime is not installed", file=sys.stderr)
        return

    (theirs, _), (_, ratio) = paired(
        on(looptime.new_event_loop), on(VirtualLoop), pairs=3
    )
    yield Row(
        "  looptime",
        f"{theirs:.1f} s, {1 / ratio:.0f} x ours",
        "10 x ours at least",
        1 / ratio >= 10,
    )
