"""A chart can say what its signs mean."""

import asyncio
import dataclasses
import xml.dom.minidom

import pytest

from helpers import b, fails, run
from helpers.charts import files
from helpers.charts.legend import FAILED, MEANINGS, legend, meaning
from helpers.charts.marks import MARKS
from helpers.charts.text import draw
from helpers.timeline.phases import State


async def main():
    tasks = [asyncio.create_task(each) for each in (b("b1"), fails(2))]
    await asyncio.sleep(3)
    return len(tasks)


@pytest.fixture(scope="module")
def timeline():
    return run(main(), clock="virtual").timeline


def test_every_state_with_a_sign_has_a_meaning():
    signs = {state for state, mark in MARKS.items() if mark.sign}
    assert {state for state in signs if isinstance(state, State)} == set(
        MEANINGS
    )
    assert {meaning(x) for x in signs - set(MEANINGS)} == {FAILED}


def test_each_sign_of_the_drawing_is_in_it_once(timeline):
    entries = legend(timeline, timeline).split("   ")
    assert entries == ["- waiting", "| running", f"x {FAILED}"]
    assert {entry[0] for entry in entries} <= set(draw(timeline))


def test_it_is_written_below_a_picture(timeline, tmp_path):
    plain, explained = tmp_path / "plain.svg", tmp_path / "explained.svg"
    files.write(str(plain), [timeline])
    files.write(str(explained), [timeline], legend=True)
    assert FAILED not in plain.read_text()
    assert FAILED in explained.read_text()
    assert height(explained) > height(plain)


def test_slow_steps_say_what_is_slow(timeline):
    slow = dataclasses.replace(timeline, slow=0.02)
    assert meaning(State.BLOCKING, slow.slow) == (
        "blocking the loop for 20 ms or more"
    )


def height(path):
    svg = xml.dom.minidom.parse(str(path)).documentElement
    return float(svg.getAttribute("height").removesuffix("pt"))
