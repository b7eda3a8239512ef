"""The nine programs of the post: order, results and seconds, on both clocks.

What they print, when, and what they return was measured on the Python that
the post was written for. The real clock runs on a simulated machine, which
is on time or, as busy ones are, a little late at each waking.
"""

import asyncio
from dataclasses import dataclass, field

import pytest

from helpers import run

LATE = {"virtual": 0, "real": 0, "real, late": 0.04}  # seconds


@pytest.fixture(params=LATE)
def clock(request, machine):
    machine.late = LATE[request.param]
    return request.param.partition(",")[0]


@dataclass
class Workload:
    """`a` and `b` of the post, which note what they print, and when."""

    printed: list = field(default_factory=list)

    async def a(self):
        return await self.sleeper("a", 3)

    async def b(self, name):
        return await self.sleeper(name, 1)

    async def sleeper(self, name, seconds):
        await asyncio.sleep(seconds)
        self.printed.append((name, self.now()))
        return name

    def now(self):
        """Return the time, cut to tenths of a second."""
        passed = asyncio.get_running_loop().time() - self.began
        return int(passed * 10 + 0.3) / 10

    async def run(self, program):
        self.began = asyncio.get_running_loop().time()
        result = await program(self)
        return result, self.now()


def carried_out(program, clock):
    """Return what a program printed and when, its result, its seconds."""
    work = Workload()
    result, seconds = run(work.run(program), clock=clock).result
    return work.printed, result, seconds


async def one_after_another(work):
    results = []
    results.append(await work.a())
    results.append(await work.b("b1"))
    results.append(await work.b("b2"))
    return results


def test_1_one_after_another(clock):
    assert carried_out(one_after_another, clock) == (
        [("a", 3), ("b1", 4), ("b2", 5)],
        ["a", "b1", "b2"],
        5,
    )


async def in_any_order(work):
    prepared = [work.a(), work.b("b1"), work.b("b2")]
    return [await prepared[n] for n in (1, 2, 0)]


def test_2_in_any_order(clock):
    assert carried_out(in_any_order, clock) == (
        [("b1", 1), ("b2", 2), ("a", 5)],
        ["b1", "b2", "a"],
        5,
    )


def tasks_of(work):
    jobs = (work.a(), work.b("b1"), work.b("b2"))
    return [asyncio.create_task(job) for job in jobs]


async def scheduled_first(work):
    return [await task for task in tasks_of(work)]


def test_3_scheduled_first(clock):
    assert carried_out(scheduled_first, clock) == (
        [("b1", 1), ("b2", 1), ("a", 3)],
        ["a", "b1", "b2"],
        3,
    )


async def as_completed(work):
    return [await task for task in asyncio.as_completed(tasks_of(work))]


def test_4_as_completed(clock):
    assert carried_out(as_completed, clock) == (
        [("b1", 1), ("b2", 1), ("a", 3)],
        ["b1", "b2", "a"],
        3,
    )


async def gather(work):
    return await asyncio.gather(work.a(), work.b("b1"), work.b("b2"))


def test_5_gather(clock):
    assert carried_out(gather, clock) == (
        [("b1", 1), ("b2", 1), ("a", 3)],
        ["a", "b1", "b2"],
        3,
    )


async def wait_for_all(work):
    done, pending = await asyncio.wait(tasks_of(work))
    assert not pending
    return [task.result() for task in done]


def test_6_wait(clock):
    printed, results, seconds = carried_out(wait_for_all, clock)
    assert sorted(printed) == [("a", 3), ("b1", 1), ("b2", 1)]
    assert printed[2] == ("a", 3)
    assert (sorted(results), seconds) == (["a", "b1", "b2"], 3)


async def first_completed(work):
    pending, results = set(tasks_of(work)), set()
    while pending:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        results.update(task.result() for task in done)
    return results


def test_7_first_completed(clock):
    printed, results, seconds = carried_out(first_completed, clock)
    assert sorted(printed) == [("a", 3), ("b1", 1), ("b2", 1)]
    assert printed[2] == ("a", 3)
    assert (results, seconds) == ({"a", "b1", "b2"}, 3)


async def feeding_the_loop(work):
    extras = [work.b("b3"), work.a(), work.b("b4"), work.b("b5")]
    pending, results = set(tasks_of(work)), []
    while pending:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        results += [task.result() for task in done]
        if extras:
            pending.add(asyncio.create_task(extras.pop(0)))
    return results


def test_8_feeding_the_loop(clock):
    printed, results, seconds = carried_out(feeding_the_loop, clock)
    everything = ["a", "a", "b1", "b2", "b3", "b4", "b5"]
    assert sorted(results) == sorted(dict_names(printed)) == everything
    at_five = [
        ("b1", 1),
        ("b2", 1),
        ("b3", 2),
        ("a", 3),
        ("b4", 4),
        ("a", 5),
        ("b5", 5),
    ]
    assert sorted(printed, key=when) == sorted(at_five, key=when)
    assert seconds == 5


def when(line):
    name, seconds = line
    return seconds, name


def dict_names(printed):
    return [name for name, _ in printed]


async def evented(work):
    extras = {work.a(), work.b("b3"), work.b("b4")}
    pending, results = set(tasks_of(work)), []
    while pending or extras:
        done, pending = await asyncio.wait(pending, timeout=0.2)
        results += [task.result() for task in done]
        if extras:
            pending.add(asyncio.create_task(extras.pop()))
    return results


def test_9_the_evented_main_loop(clock):
    printed, results, seconds = carried_out(evented, clock)
    everything = ["a", "a", "b1", "b2", "b3", "b4"]
    assert sorted(results) == sorted(dict_names(printed)) == everything
    for name, at in printed:
        first, last = (3, 3.6) if name == "a" else (1, 1.6)
        assert first <= at <= last
    assert seconds in (3.2, 3.4, 3.6)
