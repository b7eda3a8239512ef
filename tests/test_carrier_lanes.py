"""Notes on jobs as a timeline: what is drawn, and in which order."""

import pytest

from helpers.carriers.lanes import Block, as_timeline
from helpers.carriers.notes import Attempt, Job
from helpers.charts.text import draw
from helpers.timeline.excerpt import last
from helpers.timeline.model import Outcome
from helpers.timeline.phases import State, phases

CALL = "nap", ("a", 1), None


def done(job, value="a"):
    job.outcome, job.value = Outcome.RETURNED, value
    return job


def drawn(*jobs, grain=0.0, ended=4.0):
    block = Block(0.0, ended, "worker", grain=grain)
    return as_timeline(block, jobs)


def test_a_job_is_queued_moved_worked_on_and_collected():
    job = done(Job(CALL, 0.0, heard=3.0, collected=4.0))
    job.attempts = [Attempt(0.5, "w", 2.0, 3.0, moves=[(1.0, 2.0)])]
    job.brought = [(3.5, 4.0)]
    line = drawn(job)
    assert [
        (x.state, x.start, x.end) for x in phases(line, line.lanes[1])
    ] == [
        (State.QUEUED, 0.0, 1.0),
        (State.WORKING, 2.0, 3.0),
        (Outcome.RETURNED, 3.0, 3.0),
        (State.UNCOLLECTED, 3.0, 3.5),
        (State.MOVING, 1.0, 2.0),
        (State.MOVING, 3.5, 4.0),
    ]


def test_the_text_has_a_sign_for_each():
    job = done(Job(CALL, 0.0, heard=3.0, collected=4.0))
    job.attempts = [Attempt(0.5, "w", 2.0, 3.0, moves=[(1.0, 2.0)])]
    job.brought = [(3.5, 4.0)]
    assert draw(drawn(job)).split("\n")[1] == (
        "worker 1: nap('a', 1) ,,,,,,,,,,>>>>>>>>>>>=========/////>>>>>>  "
        "'a' at 3"
    )


@pytest.mark.parametrize("early", [0.0, 0.1, 0.3])
def test_an_effect_is_moved_to_its_cause(early):
    job = done(Job(CALL, 1.0, heard=2.0 - early, collected=2.0))
    job.attempts = [Attempt(1.0, "w", 1.0 - early, 2.0)]
    lane = drawn(job).lanes[1]
    assert 1.0 <= lane.started <= lane.ended <= 2.0 - early <= lane.collected


def test_each_attempt_is_a_lane_and_begins_where_the_last_was_lost():
    job = done(Job(CALL, 0.0, heard=3.0, collected=3.0))
    job.attempts = [
        Attempt(0.0, "one", 0.0, lost=1.0),
        Attempt(1.0, "other", 1.0, 3.0),
    ]
    _, first, second = drawn(job).lanes
    assert (first.outcome, first.ended) == (Outcome.LOST, 1.0)
    assert (second.created, second.started, second.ended) == (1.0, 1.0, 3.0)
    assert first.collected is None


def test_workers_are_numbered_in_the_order_of_their_jobs():
    jobs = [done(Job(CALL, 0.0, heard=1.0)) for _ in range(3)]
    for job, who in zip(jobs, "yxy", strict=True):
        job.attempts = [Attempt(0.0, who, 0.0, 1.0)]
    assert [lane.label for lane in drawn(*jobs).lanes[1:]] == [
        "worker 1: nap('a', 1)",
        "worker 2: nap('a', 1)",
        "worker 1: nap('a', 1) #2",
    ]


def test_the_block_has_a_tick_where_it_gave_or_took():
    jobs = [done(Job(CALL, 1.0, heard=2.0, collected=3.0))]
    jobs[0].attempts = [Attempt(1.0, "w", 1.0, 2.0)]
    steps = drawn(*jobs).lanes[0].steps
    assert [step.start for step in steps] == [0.0, 1.0, 3.0, 4.0]


@pytest.mark.parametrize("late", [-0.19, 0.0, 0.4, 0.79])
def test_a_grain_forgives_what_is_a_little_early_or_late(late):
    job = done(Job(CALL, 0.0, heard=2.0 + late, collected=2.0 + late))
    job.attempts = [Attempt(0.0, "w", 1.0 + late, 2.0 + late)]
    line = drawn(job, grain=1.0)
    assert line.shown(line.lanes[1].started) == 1
    assert line.shown(line.lanes[1].ended) == 2


def test_no_queue_is_told_of_that_takes_no_time_in_grains():
    job = done(Job(CALL, 0.0, heard=1.5, collected=1.5))
    job.attempts = [Attempt(0.0, "w", 0.3, 1.3)]
    line = drawn(job, grain=1.0)
    told = [x.state for x in phases(line, line.lanes[1], 10.0)]
    assert State.QUEUED not in told


def test_the_last_seconds_have_what_moved_in_them():
    job = done(Job(CALL, 0.0, heard=3.0, collected=4.0))
    job.attempts = [Attempt(0.5, "w", 2.0, 3.0, moves=[(1.0, 2.0)])]
    late = last(drawn(job), 2.5)
    assert late.lanes[1].moves == (0.0, 0.5)
    told = [x.state for x in phases(late, late.lanes[1], 10.0)]
    assert told.count(State.MOVING) == 1


def test_no_job_at_all_is_a_chart_too():
    assert draw(drawn()).startswith("main() |")
