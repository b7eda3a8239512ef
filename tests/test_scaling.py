"""The work of a run grows with its tasks, and not with their square.

How long it takes in seconds is for the benchmarks to say. Here computing is
counted, beside that for fewer tasks, and the collector, whose work depends
on what else lives in the process, stands still.
"""

import asyncio
import gc
import time

import pytest

from helpers.charts.canvas import png
from helpers.charts.picture import gantt
from tests.tools.small_programs import virtual

pytestmark = pytest.mark.usefixtures("machine", "no_collector")

AT_MOST = 20  # times the work for ten times the tasks; their square is 100


@pytest.fixture
def no_collector():
    gc.collect()
    gc.disable()
    yield
    gc.enable()


async def sleeping(tasks):
    await asyncio.gather(*(asyncio.sleep(n % 10 / 10) for n in range(tasks)))


def work(call):
    """Return what a call returns, and how many seconds it computed."""
    began = time.thread_time()
    return call(), time.thread_time() - began


def draw(done):
    png(gantt(done.timeline))
    return str(done)


def test_ten_thousand_tasks_are_about_ten_times_the_work_of_a_thousand():
    draw(virtual(sleeping(10)))  # imports, fonts
    some, little = work(lambda: virtual(sleeping(1000)))
    many, much = work(lambda: virtual(sleeping(10_000)))
    assert (many.seconds, len(many.timeline.lanes)) == (0.9, 10_001)
    assert much < AT_MOST * little
    _, little = work(lambda: draw(some))
    text, much = work(lambda: draw(many))
    assert len(text.split("\n")) < 40
    assert much < AT_MOST * little
