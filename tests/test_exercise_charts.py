"""The chart in a task's text is the one that its reference has."""

import functools
import re

import pytest
from test_exercises import ALL

import helpers
from helpers.charts.text import draw
from helpers.checking.exercise import Kind
from helpers.checking.stubs import namespace

DRAWN = re.compile(r"```text\n(.*?)```", re.DOTALL)
LANE = re.compile(r"^( *)(\S.*?)( +\S*\|.*)$")
NAMES = ("a", "b", "blocks", "compare", "fails", "sleeper")

scheduled = [each for each in ALL if DRAWN.search(each.task)]


def lanes(drawing):
    """Return (indentation, name of the function, track) for each lane."""
    rows = []
    for line in drawing.splitlines():
        if found := LANE.match(line):
            indent, label, track = found.groups()
            start = len(indent) + len(label)
            track = re.split(r"  +\S*[^|\-./x# ]", track)[0]
            rows.append((len(indent), start, track.rstrip()))
    edge = min(start + len(t) - len(t.lstrip()) for _, start, t in rows)
    return [
        (indent, (" " * start + track)[edge:].replace("/", "").rstrip())
        for indent, start, track in rows
    ]


def by_the_reference(exercise, capsys):
    """Run the trial with the reference in place of the stub; draw it."""
    runs = []

    def run(*args, **options):
        runs.append(helpers.run(*args, **options, clock="virtual"))

    names = namespace(exercise.reference)
    names |= {name: getattr(helpers, name) for name in NAMES}
    names["run"] = functools.wraps(helpers.run)(run)
    exec(exercise.trial, names)
    capsys.readouterr()
    (one,) = runs
    return draw(one.timeline.titled(""))


def test_there_are_such_exercises():
    assert (
        len([each for each in scheduled if each.kind is Kind.SCHEDULE]) >= 10
    )


@pytest.mark.parametrize("exercise", scheduled, ids=lambda each: each.name)
def test_the_chart_is_that_of_the_reference(exercise, capsys):
    promised = lanes(DRAWN.search(exercise.task)[1])
    found = lanes(by_the_reference(exercise, capsys))
    if "function of your own" in exercise.task:  # has a lane, and lanes below
        promised = [(0, track) for _, track in promised]
        found = [(0, track) for _, track in found]
    for lane in promised:
        assert lane in found, (promised, found)
    assert len(found) - len(promised) in (0, 1)
