"""Virtual time is exact, and work that blocks is charged to it.

All of it runs on a simulated machine: nothing here depends on how busy the
real one is.
"""

import asyncio
import contextlib
import itertools
import time

import pytest

from helpers.clocks.choose import new_loop
from helpers.clocks.deadlock import DeadlockError
from tests.tools.on_a_clock import CLOCKS, finished, now, seconds

pytestmark = pytest.mark.usefixtures("machine")


def test_virtual_time_starts_at_zero():
    loop = new_loop("virtual")
    assert loop.time() == 0
    loop.close()


@pytest.mark.parametrize("delay", [0.1, 0.2, 0.3, 1 / 3, 1e-6, 86400.000001])
def test_a_sleep_takes_what_it_says_to_the_microsecond(delay):
    assert seconds(asyncio.sleep(delay)) == round(delay, 6)


def test_a_thousand_tenths_are_a_hundred_seconds():
    async def main():
        for _ in range(1000):
            await asyncio.sleep(0.1)

    assert seconds(main()) == 100


def test_a_wait_below_a_microsecond_is_still_a_wait():
    assert seconds(asyncio.sleep(1e-9)) == 0.000001


def test_a_sleep_of_zero_takes_no_time():
    assert seconds(asyncio.sleep(0)) == 0


def test_a_negative_sleep_takes_no_time():
    assert seconds(asyncio.sleep(-1)) == 0


@pytest.mark.parametrize("years", [1, 1000, 10**9])
def test_a_huge_sleep_is_one_jump(years):
    delay = years * 31_556_952.0
    assert seconds(asyncio.sleep(delay)) == delay


def test_after_a_huge_sleep_the_clock_still_moves():
    async def main():
        await asyncio.sleep(1e12)
        await asyncio.sleep(1)
        return now()

    assert finished(main())[0] == pytest.approx(1e12 + 1, abs=0.001)


@pytest.mark.parametrize("clock", CLOCKS)
def test_an_endless_sleep_is_a_deadlock(clock):
    with pytest.raises(DeadlockError):
        finished(asyncio.sleep(float("inf")), clock)


def test_a_sleep_of_more_than_can_be_counted_is_endless():
    with pytest.raises(DeadlockError):
        finished(asyncio.sleep(1.7e308))


def test_an_endless_sleep_beside_others_is_none():
    async def main():
        endless = asyncio.ensure_future(asyncio.sleep(float("inf")))
        await asyncio.sleep(2)
        endless.cancel()

    assert seconds(main()) == 2


def test_timers_of_one_instant_ring_in_the_order_they_were_set():
    async def main():
        loop = asyncio.get_running_loop()
        rung = []
        for name in range(50):
            loop.call_later(1, rung.append, name)
        await asyncio.sleep(1)
        return rung

    assert finished(main())[0] == list(range(50))


def test_timers_ring_in_order_of_time():
    async def main():
        loop = asyncio.get_running_loop()
        rung = []
        for delay in (3, 1, 2):
            loop.call_later(delay, rung.append, delay)
        await asyncio.sleep(4)
        return rung

    assert finished(main())[0] == [1, 2, 3]


def test_a_cancelled_timer_does_not_ring():
    async def main():
        rung = []
        timer = asyncio.get_running_loop().call_later(1, rung.append, 1)
        timer.cancel()
        await asyncio.sleep(2)
        return rung

    assert finished(main()) == ([], 2)


def test_many_cancelled_timers_leave_the_others_in_order():
    async def main():
        loop = asyncio.get_running_loop()
        rung = []
        timers = [loop.call_later(1, rung.append, n) for n in range(300)]
        for timer in timers[::2]:
            timer.cancel()
        await asyncio.sleep(1)
        return rung

    assert finished(main())[0] == list(range(1, 300, 2))


def test_a_timeout_ends_a_wait_to_the_microsecond():
    async def main():
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(1.5):
                await asyncio.sleep(3)

    assert seconds(main()) == 1.5


def test_wait_for_takes_its_timeout():
    async def main():
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(asyncio.sleep(3), 0.7)

    assert seconds(main()) == 0.7


def test_polling_with_wait_takes_as_many_tenths():
    async def main():
        job = asyncio.ensure_future(asyncio.sleep(1))
        looks = 0
        while not job.done():
            await asyncio.wait([job], timeout=0.3)
            looks += 1
        return looks

    assert finished(main()) == (4, 1)


def test_a_program_that_asks_again_and_again_hears_the_timer():
    async def main():
        job = asyncio.ensure_future(asyncio.sleep(0.3))
        while not job.done():
            await asyncio.sleep(0)

    assert seconds(main()) == 0.3


def test_a_loop_that_never_rests_takes_the_same_time_each_run():
    async def main():
        for _ in range(20_000):
            await asyncio.sleep(0)

    assert seconds(main()) == seconds(main()) == 0.4


def test_asyncgens_are_closed_at_the_end():
    closed = []

    async def numbers():
        try:
            for n in itertools.count():
                yield n
        finally:
            await asyncio.sleep(1)
            closed.append(now())

    async def main():
        await anext(kept)

    kept = numbers()
    finished(main())
    assert closed == [1]


# -- work that blocks


def test_a_blocking_call_is_charged_in_tenths():
    async def main():
        time.sleep(0.25)

    assert seconds(main()) == 0.2


def test_a_short_blocking_call_costs_nothing():
    async def main():
        time.sleep(0.05)

    assert seconds(main()) == 0


def test_two_blocking_calls_in_one_step_are_charged_together():
    async def main():
        time.sleep(0.15)
        first = now()
        time.sleep(0.07)
        return first, now()

    assert finished(main())[0] == (0.1, 0.2)


def test_a_timer_that_rang_while_the_loop_was_blocked_is_late():
    async def main():
        nap = asyncio.ensure_future(asyncio.sleep(0.1))
        await asyncio.sleep(0)
        time.sleep(0.21)
        await nap
        return now()

    assert finished(main())[0] == 0.2


def test_a_short_calculation_costs_nothing(machine):
    async def main():
        machine.compute(0.95)

    assert seconds(main()) == 0


def test_a_long_calculation_is_charged(machine):
    async def main():
        machine.compute(1.05)

    assert seconds(main()) == 1


def test_a_calculation_beside_a_wait_is_not_charged(machine):
    async def main():
        time.sleep(0.1)
        machine.compute(0.6)

    assert seconds(main()) == 0.1


def test_what_others_get_of_the_processor_is_not_charged(machine):
    async def main():
        machine.serve_others(0.7)
        time.sleep(0.25)
        machine.serve_others(0.7)

    assert seconds(main()) == 0.2


def test_ten_thousand_sleeps_of_one_instant_take_that_instant():
    async def main():
        await asyncio.gather(*(asyncio.sleep(1) for _ in range(10_000)))

    assert seconds(main()) == 1
