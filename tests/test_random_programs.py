"""What is recorded of random programs is what they did."""

import asyncio

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from helpers import run
from helpers.charts.sentence import sentence
from helpers.charts.text import draw
from helpers.clocks.choose import new_loop
from helpers.clocks.deadlock import DeadlockError
from helpers.running.shutdown import cancel_left_overs
from helpers.timeline.model import BLOCKING, Outcome
from tests.tools.lengths import examples
from tests.tools.programs import Account, programs

# The machine is the same for all examples: it stands still.
pytestmark = [pytest.mark.usefixtures("machine"), pytest.mark.random]
many = settings(
    max_examples=examples(120),
    deadline=None,
    # To explain a failure hypothesis traces, and then nobody else does.
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
ENDS = {
    Outcome.RETURNED: "ends returned",
    Outcome.RAISED: "ends raised",
    Outcome.CANCELLED: "ends cancelled",
    Outcome.STOPPED: "ends cancelled",
    Outcome.DONE: "ends",
}


def recorded(program):
    """Run a program under the recorder: its account, its run."""
    account = Account(program)
    loop_error = unrecorded(program)[1]
    expect = type(loop_error) if isinstance(loop_error, BaseException) else ()
    return account, run(account.main(), clock="virtual", expect=expect)


def unrecorded(program):
    """Run a program on the same clock without a recorder."""
    account, loop = Account(program), new_loop("virtual")
    try:
        try:
            result = loop.run_until_complete(account.main())
        except (ValueError, asyncio.CancelledError, DeadlockError) as error:
            result = error
        cancel_left_overs(loop)
    finally:
        loop.close()
    return account, result


def lanes_of(done):
    """Return {name of the job: its lane}."""
    found = {}
    for lane in done.timeline.lanes:
        if lane.label.startswith("Account.job("):
            found[lane.label.split("'")[1]] = lane
    return found


@many
@given(programs())
def test_the_timeline_is_the_programs_own_account(program):
    account, done = recorded(program)
    lanes = lanes_of(done)
    created = account.times("is created")
    assert set(created) <= set(lanes)
    assert {n: lanes[n].created for n in created} == created
    starts = account.times("starts")
    for name, lane in lanes.items():
        assert lane.started == starts.get(name)
        if lane.started is not None:
            when, what = ended(account, name)
            assert lane.ended == when
            if (
                lane.is_task
                and was_cancelled(account, name)
                and (what == "ends returned")
            ):
                what = "ends cancelled"
            assert what.startswith(ENDS[lane.outcome])


@many
@given(programs())
def test_who_blocks_the_loop_is_who_has_the_block(program):
    account, done = recorded(program)
    found = []
    for lane in done.timeline.lanes:
        blocks = [(x.start, x.end) for x in lane.steps.longer(BLOCKING)]
        found += blocks
        assert not blocks or lane.function == "Account.do_block"
    assert sorted(found) == sorted(x for x in account.blocked if x[0] < x[1])


def was_cancelled(account, name):
    """Ask asyncio: what is cancelled in its last step returns all the same.

    The job itself cannot see that, and asyncio says so of its task.
    """
    return name in account.keep and account.keep[name].cancelled()


def ended(account, name):
    (found,) = (
        (when, what)
        for when, what, who in account.events
        if who == name and what.startswith("ends")
    )
    return found


@many
@given(programs(groups=False))
def test_recording_changes_neither_events_nor_results(program):
    plain, result = unrecorded(program)
    account, done = recorded(program)
    assert account.events == plain.events
    if done.error is None:
        assert done.result == result
    else:
        assert (type(done.error), str(done.error)) == (
            type(result),
            str(result),
        )


@many
@given(programs(groups=False))
def test_a_run_repeated_gives_the_same_timeline(program):
    first, second = recorded(program)[1], recorded(program)[1]
    assert first.timeline == second.timeline
    assert str(first) == str(second)


@many
@given(programs())
def test_every_timeline_can_be_drawn_and_told(program):
    timeline = recorded(program)[1].timeline
    lines = draw(timeline).split("\n")
    assert len(lines) >= 2
    assert all(line == line.rstrip() for line in lines)
    assert sentence(timeline).endswith(".")


@many
@given(programs())
def test_spans_lie_within_the_run_and_in_order(program):
    timeline = recorded(program)[1].timeline
    for lane in timeline.lanes:
        times = [lane.created, *lane.steps.flat]
        assert times == sorted(times)
        assert times[-1] <= timeline.seconds
        for wait in lane.waits:
            assert 0 <= wait.start <= wait.end <= timeline.seconds
        if lane.collected is not None and lane.ended is not None:
            assert lane.ended <= lane.collected <= timeline.seconds
