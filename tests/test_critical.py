"""What made a run long is found, and halving it gives what is said."""

import asyncio
import dataclasses
import re

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings

from helpers import a, b, blocks, run, sleeper
from helpers.charts.canvas import png
from helpers.charts.picture import gantt
from helpers.predicting.critical import critical, longest_part
from helpers.predicting.halved import shorter
from helpers.predicting.traced import critical_path
from tests.test_random_programs import recorded
from tests.tools.lengths import examples
from tests.tools.programs import programs

LITTLE = 1e-6  # seconds


async def gathered():
    return await asyncio.gather(a(), b("b1"), b("b2"))


async def one_by_one():
    return [await b("b1"), await a(), await b("b2")]


async def two_alike():
    early = asyncio.create_task(sleeper("early", 2))
    return await a(), await early


async def made_before():
    late = asyncio.create_task(sleeper("late", 5))
    return await a(), await late


async def blocked():
    await blocks(1)


async def thrice():
    for _ in range(3):
        await asyncio.sleep(1)


async def asked():
    inbox = asyncio.Queue()
    giver = asyncio.create_task(give(inbox))
    return await inbox.get(), await giver


async def give(inbox):
    await asyncio.sleep(2)
    inbox.put_nowait("it")


async def at_once():
    return 7


@pytest.mark.parametrize(
    ("program", "words"),
    [
        (
            gathered,
            "gathered waited for a(), and a() for its sleep: halve it and "
            "the whole is 1.5 seconds shorter.",
        ),
        (
            one_by_one,
            "one_by_one waited longest for a(), and a() for its sleep: halve "
            "it and the whole is 1.5 seconds shorter.",
        ),
        (
            two_alike,
            "two_alike waited for a(), and a() for its sleep: make it "
            "shorter and the whole is as much shorter, until it takes 2 "
            "seconds.",
        ),
        (
            made_before,
            "made_before waited for sleeper('late', 5), and sleeper('late', "
            "5) for its sleep: make it shorter and the whole is as much "
            "shorter, until it takes 3 seconds.",
        ),
        (
            blocked,
            "blocked waited for blocks(1), and blocks(1) held up the loop "
            "for 1 second: halve it and the whole is 0.5 seconds shorter.",
        ),
        (
            thrice,
            "thrice waited for its 3 sleeps: halve them and the whole is "
            "1.5 seconds shorter.",
        ),
        (
            asked,
            "asked waited for give(<Queue>), and give(<Queue>) for its "
            "sleep: halve it and the whole is 1 second shorter.",
        ),
        (at_once, "nothing took any time."),
    ],
)
def test_one_sentence_says_what_made_it_long(program, words):
    done = run(program(), clock="virtual", path=True)
    assert str(done).endswith(f"\n\npath: {words}")


def test_the_path_is_lit_below_its_lanes():
    text = str(run(two_alike(), clock="virtual", path=True))
    below = text.split("\n")[4]
    assert below.strip() == 30 * "^"


def test_a_run_that_is_there_can_show_its_path():
    done = run(gathered(), clock="virtual")
    assert "path" not in str(done)
    assert str(done.with_path()) == str(
        run(gathered(), clock="virtual", path=True)
    )


def test_the_path_is_lit_in_the_picture():
    timeline = run(gathered(), clock="virtual").timeline
    lit = critical(timeline).lit
    assert png(gantt(timeline, lit=lit)) != png(gantt(timeline))
    assert gantt(timeline, lit=lit).get_size_inches() == pytest.approx(
        gantt(timeline).get_size_inches()
    )


def test_both_clocks_say_the_same():
    async def main():
        quick = asyncio.create_task(sleeper("quick", 0.1))
        return await sleeper("slow", 0.6), await quick

    said = [run(main(), clock=x, path=True) for x in ("real", "virtual")]
    first, second = (str(x).rpartition("\n\n")[2] for x in said)
    assert first == second
    assert "halve it and the whole is 0.3 seconds shorter" in first


def halvable(timeline):
    """Return the longest part, its stretches, and what is said of them."""
    part = longest_part(timeline, critical_path(timeline))
    if part is None or part.lane.job or part.on not in ("", "sleep"):
        return None
    found = shorter(timeline, part.lane, part.whole(timeline))
    return None if found is None else (part, found)


def with_less(program, timeline, part, factor):
    """Return the program with one sleep of a job, or one block, shorter."""
    steps = timeline.lanes[part.lane.parent]
    found = re.search(r"steps\('([\d.]+)'", steps.label)
    assume(found)
    path = [int(each) for each in found[1].split(".")[1:]]
    kind = part.lane.function.removeprefix("Account.do_")
    tenths = round(10 * part.seconds(timeline))
    return changed(program, path, (kind, tenths), factor)


def changed(job, path, meant, factor):
    """Return a job whose step, or that of a job below it, is shorter."""
    steps = list(job.steps)
    if path:
        at, place = below(job, path[0])
        jobs = list(steps[at].jobs)
        jobs[place] = changed(jobs[place], path[1:], meant, factor)
        steps[at] = dataclasses.replace(steps[at], jobs=tuple(jobs))
    else:
        alike = [n for n, x in enumerate(steps) if (x.kind, x.tenths) == meant]
        assume(len(alike) == 1)
        step = steps[alike[0]]
        less = dataclasses.replace(step, tenths=step.tenths * factor)
        steps[alike[0]] = less
    return dataclasses.replace(job, steps=tuple(steps))


def below(job, number):
    """Return the place of a job below another: of its step, and in that."""
    places = [
        (at, place)
        for at, step in enumerate(job.steps)
        for place in range(len(step.jobs))
    ]
    return places[number]


@pytest.mark.random
@pytest.mark.usefixtures("machine")
@settings(
    max_examples=examples(150),
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)
@given(programs(groups=False))
def test_halving_gives_what_was_said(program):
    timeline = recorded(program)[1].timeline
    said = halvable(timeline)
    assume(said is not None)
    part, found = said
    assume(found.part and found.most > 0.02)
    assume(part.lane.depth > 1)
    less = 0.5 if found.half else found.most - 0.01
    left = 10 * (1 - less) * part.seconds(timeline)
    assume(part.on or left == round(left))  # blocks are charged in tenths
    after = recorded(with_less(program, timeline, part, 1 - less))[1].timeline
    whole = sum(x.seconds for x in part.whole(timeline))
    expected = timeline.lanes[0].ended - less * found.part * whole
    assert after.lanes[0].ended == pytest.approx(expected, abs=LITTLE)


@pytest.mark.usefixtures("machine")
@settings(
    max_examples=40,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)
@given(programs())
def test_the_path_leaves_no_moment_out(program):
    timeline = recorded(program)[1].timeline
    until = 0.0
    for stretch in critical_path(timeline):
        assert stretch.start == pytest.approx(until, abs=LITTLE)
        until = stretch.end
    assert until == pytest.approx(timeline.lanes[0].ended, abs=LITTLE)
