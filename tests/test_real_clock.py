"""The real clock keeps real time, and small delays do not add up."""

import asyncio
import time

import pytest

from helpers.clocks.choose import new_loop
from helpers.clocks.real import TOGETHER
from tests.tools.on_a_clock import finished, now


def test_a_real_sleep_takes_real_time():
    start = time.monotonic()
    _, seconds = finished(asyncio.sleep(0.03), "real")
    assert 0.03 <= seconds <= time.monotonic() - start


@pytest.mark.parametrize("delay", [0.03, 3600])
def test_a_real_sleep_takes_what_it_says(delay, machine):
    start = machine.monotonic()
    finished(asyncio.sleep(delay), "real")
    assert machine.monotonic() - start == pytest.approx(delay)


async def six_tenths():
    for _ in range(6):
        await asyncio.sleep(0.1)


def test_small_delays_of_the_real_clock_do_not_add_up(machine):
    machine.late, start = 0.04, machine.monotonic()
    shown = 0.6 + 6 * TOGETHER
    assert finished(six_tenths(), "real")[1] == pytest.approx(shown)
    passed = machine.monotonic() - start
    assert passed == pytest.approx(shown + 0.04 - TOGETHER)


def test_a_great_delay_of_the_real_clock_is_shown_as_it_is(machine):
    machine.late = 0.2
    assert finished(six_tenths(), "real")[1] == pytest.approx(6 * 0.3)


def test_the_real_clock_never_goes_back(machine):
    async def main():
        times = []
        for n in range(30):
            await asyncio.sleep(0.001 * (n % 4))
            times.append(now())
        return times

    machine.late = 0.005
    loop = new_loop("real")
    times = loop.run_until_complete(main())
    assert times == sorted(times)
    assert times[-1] > times[0]
    loop.close()
