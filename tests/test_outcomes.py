"""outcomes(): what else could have happened, and how to see it again."""

import asyncio
import functools
import os
import random
import signal
import subprocess
import sys
import textwrap
import time

import pytest
from hypothesis import HealthCheck, given, settings

from helpers import DeadlockError, b, compare, outcomes, predict, run, sleeper
from helpers.clocks.variation import Kind, Variation
from helpers.exploring import outcomes as module
from helpers.exploring.attempt import attempt, hushed, recorded
from tests.tools.lengths import examples
from tests.tools.programs import Account, programs

# The machine is the same for all of them: nobody holds up a run.
pytestmark = pytest.mark.usefixtures("machine")


async def deposit(account, name):
    balance = account["balance"]
    await asyncio.sleep(1)
    account["balance"] = balance + 100


async def lost_update():
    account = {"balance": 0}
    async with asyncio.TaskGroup() as group:
        group.create_task(deposit(account, "one"))
        await asyncio.sleep(1.5)
        group.create_task(deposit(account, "two"))
    return account["balance"]


async def takes(first, second):
    async with first:
        await asyncio.sleep(1)
        async with second:
            await asyncio.sleep(1)


async def locks():
    one, two = asyncio.Lock(), asyncio.Lock()
    async with asyncio.TaskGroup() as group:
        group.create_task(takes(one, two))
        await asyncio.sleep(2)
        group.create_task(takes(two, one))


async def tie():
    await asyncio.gather(b("x"), b("y"))


async def done_set():
    tasks = [asyncio.create_task(sleeper(n, 1)) for n in range(3)]
    done, _ = await asyncio.wait(tasks)
    return [task.result() for task in done]


def words(found):
    return [each.words for each in found]


def test_a_program_that_rests_on_nothing_has_one_outcome():
    found = outcomes(functools.partial(b, "x"), runs=30)
    assert words(found) == ["returned 'x'"]
    assert found[0].times == 30


def test_the_whole_of_it_as_text():
    assert str(outcomes(tie, vary="order", runs=50)) == textwrap.dedent("""\
        50 runs of tie(): 2 outcomes

           times  seed  seconds  with                      what came of it
        A     28     0  1        as it is, other order 27  printed x, y
        B     22     6  1        other order 22            printed y, x

        A: printed x, y
        tie()  |---------|  returned at 1
        b('x') |---------|  'x' at 1
        b('y') |---------|  'y' at 1
               0         1 seconds

        B: printed y, x
        tie()  |---------|  returned at 1
        b('x') |---------|  'x' at 1  ← a moment later
        b('y') |---------|  'y' at 1
               0         1 seconds

        B differs from A in one change (if these came in another order): \
b('x'), due at 1 s, comes a moment after all else that is due then. \
run(tie(), seed=6) gives B again.""")


def test_what_is_due_at_different_moments_keeps_its_order():
    async def main():
        await asyncio.gather(sleeper("x", 1), sleeper("y", 1.1))

    assert len(outcomes(main, vary="order")) == 1
    assert len(outcomes(main, vary="speeds")) == 2


def test_what_is_scheduled_keeps_its_order():
    async def say(word):
        await asyncio.sleep(0)
        print(word)

    async def main():
        await asyncio.gather(*map(say, "abc"))

    assert words(outcomes(main)) == ["printed a, b, c"]


def test_a_lost_update_is_found_and_made_small():
    found = outcomes(lost_update)
    assert words(found) == ["returned 200", "returned 100"]
    ((label, change),) = found[1].changes
    assert label == "lost_update()"
    assert (change.kind, change.seconds) == (Kind.SPEEDS, 1.5)
    assert change.seconds * change.now < 1
    assert found[0].difference == ""


def test_a_deadlock_is_found():
    found = outcomes(locks)
    assert words(found) == [
        "returned",
        "deadlock: nobody was left to wake anybody",
    ]
    with pytest.raises(DeadlockError):
        run(locks(), seed=found[1].seed)


def test_no_change_of_the_smallest_can_be_left_out():
    one = outcomes(locks)[1]
    with hushed():
        keys = one._fewest().given
        assert attempt(locks, one._fewest()).ending == one.ending
        for key in keys:
            rest = {x: now for x, now in keys.items() if x != key}
            fewer = Variation(one.variation.kind, one.seed, rest)
            assert attempt(locks, fewer).ending != one.ending


def test_faults_stand_before_what_is_seen_more_often():
    async def fails_late():
        await asyncio.sleep(1)
        raise ValueError("late")

    async def main():
        print("x")
        late = asyncio.create_task(fails_late())
        done, _ = await asyncio.wait(
            [late, asyncio.create_task(b("y"))],
            return_when=asyncio.FIRST_COMPLETED,
        )
        for task in done:
            task.result()
        await asyncio.sleep(0.1)
        late.cancel()

    found = outcomes(main)
    hows = [each.ending.how for each in found]
    assert hows[1:] == sorted(hows[1:], reverse=True)
    assert "ValueError" in hows


def test_sets_of_tasks_have_any_order():
    found = outcomes(done_set, vary="sets")
    assert {each.ending.result for each in found} == {
        *("[0, 1, 2]", "[0, 2, 1]", "[1, 0, 2]"),
        *("[1, 2, 0]", "[2, 0, 1]", "[2, 1, 0]"),
    }


def test_chance_is_that_of_the_seed_and_given_back():
    async def main():
        return random.randrange(3)

    random.seed(5)
    expected = random.Random(5).random()
    found = outcomes(main)
    assert random.random() == expected
    assert {each.ending.result for each in found} == {"0", "1", "2"}
    for each in found:
        again = run(main(), seed=each.seed)
        assert repr(again.result) == each.ending.result


def test_time_limits_are_exact_and_what_they_limit_is_not():
    async def main():
        async with asyncio.timeout(2):
            await asyncio.sleep(1.5)

    found = outcomes(main)
    assert [each.ending.how for each in found] == ["", "TimeoutError"]
    with pytest.raises(TimeoutError):
        run(main(), seed=found[1].seed)
    assert found[1].seconds == (2, 2)


def test_a_limit_and_what_is_due_at_that_moment_are_a_tie():
    async def main():
        async with asyncio.timeout(1):
            await asyncio.sleep(1)

    hows = [each.ending.how for each in outcomes(main, vary="order")]
    assert hows == ["TimeoutError", ""]
    one = outcomes(main, vary="order")[1]
    assert "the time limit of main(), due at 1 s, comes " in one.difference


@pytest.mark.parametrize("main", [lost_update, locks, tie, done_set])
def test_every_outcome_comes_again_with_its_seed(main, capsys):
    for each in outcomes(main):
        variation = Variation.of(each.seed)
        with hushed():
            assert recorded(main, variation)[2] == each.ending
        capsys.readouterr()
        expect = () if not each.ending.how else DeadlockError
        run(main(), seed=each.seed, expect=expect)
        assert capsys.readouterr().out == each.ending.printed


@pytest.mark.random
@settings(
    max_examples=examples(40),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(programs())
def test_a_recording_changes_nothing(program):
    def main():
        return Account(program).main()

    with hushed():
        for seed in (0, 1, 2, 3, 5, 6, 7, 9, 10, 11):
            plain = attempt(main, Variation.of(seed))
            done, changed, ending = recorded(main, Variation.of(seed))
            assert ending == plain.ending
            assert len(changed) == len(plain.changes)
            for (_, mine), theirs in zip(
                changed, plain.changes.values(), strict=True
            ):
                assert (mine.now, mine.moment) == (theirs.now, theirs.moment)
            assert done.timeline.clock == "virtual"


def test_hash_seeds_make_no_difference():
    code = (
        "from helpers import outcomes\n"
        "from tests.test_outcomes import done_set, lost_update\n"
        "print(outcomes(done_set), outcomes(lost_update))"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(printed) == 1


def test_the_same_in_every_python():
    found = outcomes(done_set, vary="sets", runs=40)
    assert [(x.seed, x.ending.result, x.times) for x in found] == [
        (0, "[0, 1, 2]", 13),
        (39, "[1, 0, 2]", 8),
        (3, "[0, 2, 1]", 7),
        (115, "[1, 2, 0]", 7),
        (67, "[2, 0, 1]", 4),
        (143, "[2, 1, 0]", 1),
    ]
    update = outcomes(lost_update)
    assert [(x.seed, x.ending.result, x.times) for x in update] == [
        (0, "200", 188),
        (289, "100", 12),
    ]


def test_an_endless_program_is_stopped():
    async def spin():
        while True:
            await asyncio.sleep(0)

    found = outcomes(spin)
    assert words(found) == ["went on and on: stopped at the limit"]
    assert found.runs < 20
    assert found.notes[0].startswith("note: stopped before 200 runs, after ")


def test_what_takes_too_long_is_not_begun_again(monkeypatch):
    monkeypatch.setattr(module, "PATIENCE", 0.0)
    found = outcomes(lost_update)
    assert found.runs < 200
    assert found.notes == ("note: stopped before 200 runs, after 0 s",)


def test_sockets_are_refused_as_on_the_virtual_clock():
    async def main():
        await asyncio.open_connection("127.0.0.1", 9)

    (one,) = outcomes(main, runs=3)
    assert "needs the outside world" in one.ending.error


def test_a_program_that_keeps_something_is_told_so():
    calls = []

    async def main():
        calls.append(1)
        return len(calls)

    text = str(outcomes(main, runs=4))
    assert "note: run again with the same seed, it gave something" in text
    assert "B came with nothing changed" in text


def test_exits_are_outcomes():
    async def main():
        sys.exit(3)

    assert words(outcomes(main, runs=2)) == ["raised SystemExit: 3"]


def test_nothing_is_printed_meanwhile(capsys):
    async def main():
        print("out")
        print("err", file=sys.stderr)
        asyncio.create_task(fail())
        await asyncio.sleep(1)

    async def fail():
        raise ValueError

    outcomes(main, runs=5)
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "")


def test_what_is_printed_has_a_limit():
    async def main():
        for _ in range(1000):
            print("x" * 1000)

    (one,) = outcomes(main, runs=2)
    assert len(one.ending.printed) < 30_000


@pytest.mark.skipif(sys.platform == "win32", reason="no such signals")
def test_stop_stops_all_of_it():
    async def main():
        signal.raise_signal(signal.SIGINT)
        await asyncio.sleep(1)

    with pytest.raises(KeyboardInterrupt):
        outcomes(main)


def test_task_names_begin_anew_in_each_run():
    async def main():
        return asyncio.current_task().get_name()

    assert words(outcomes(main, runs=5)) == ["returned 'Task-1'"]


@pytest.mark.skipif(sys.version_info < (3, 12), reason="new in 3.12")
def test_eager_tasks_vary_too():
    async def main():
        loop = asyncio.get_running_loop()
        loop.set_task_factory(asyncio.eager_task_factory)
        return await done_set()

    found = outcomes(main, vary="sets")
    assert len(found) == 6
    assert all(each.repeats for each in found)


def test_many_outcomes_are_counted_and_not_all_shown():
    async def main():
        await asyncio.gather(*(sleeper(str(n), 1) for n in range(8)))

    found = outcomes(main, vary="speeds")
    text = str(found)
    assert f"and {len(found) - 8} more outcomes, seen " in text
    assert "\nH " in text
    assert "\nI " not in text
    assert text.count(" seconds\n") == 3
    assert str(found[12]).count(" seconds\n") == 2


def test_what_is_printed_may_be_left_out():
    (one,) = outcomes(tie, vary="order", printed=False)
    assert one.repeats
    assert one.words == "returned"
    found = outcomes(done_set, vary=["sets", "order"], printed=False)
    assert len(found) == 6


def test_long_results_are_told_apart():
    async def main():
        tasks = [asyncio.create_task(sleeper(n, 1)) for n in range(30)]
        done = [await each for each in asyncio.as_completed(tasks)]
        return [100, *done]

    found = outcomes(main, vary="order", printed=False)
    assert len(found) > 20
    assert all(len(each.words) < 90 for each in found[:8])
    assert len({each.words for each in found[:8]}) == 8


def test_an_outcome_shows_itself_below_the_first():
    found = outcomes(tie, vary="order")
    assert repr(found[1]) == str(found[1])
    assert str(found[1]).startswith("A: printed x, y\n")
    assert "\nB: printed y, x\n" in str(found[1])
    assert str(found[0]).startswith("A: printed x, y\n")
    assert [*found][1] is found[1]


def test_a_change_of_speed_is_marked_with_what_was_before():
    text = str(outcomes(lost_update, vary="speeds")[1])
    assert "s instead of 1.5 s\n" in text
    assert "]  in A\n" in text


def test_other_kinds_are_left_out_where_they_cannot_matter():
    async def main():
        await asyncio.sleep(1)

    found = outcomes(main, vary=["order", "chance"])
    assert found.runs == 1


@pytest.mark.parametrize(
    ("main", "message"),
    [
        (b("x"), r"got the coroutine .* write outcomes\(b\), and for"),
        (3, "got a value of type int"),
        (lambda: 3, "this one returned a value of type int: is 'async'"),
        (lambda: None, "this one returned None: is 'async' missing"),
    ],
)
def test_what_makes_no_coroutines_is_refused(main, message):
    with pytest.raises(TypeError, match=message):
        outcomes(main)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"runs": 0}, "runs must be 1 to 100,000, got 0"),
        ({"runs": "9"}, "runs must be a whole number, got '9'"),
        ({"vary": "luck"}, "vary must name some of 'speeds', 'order', 'sets'"),
        ({"prediction": 3}, "prediction must be what predict"),
    ],
)
def test_other_options_are_refused(options, message):
    with pytest.raises((TypeError, ValueError), match=message):
        outcomes(tie, **options)


def test_outcomes_is_refused_inside_of_run():
    async def main():
        outcomes(tie)

    with pytest.raises(RuntimeError, match="called inside a coroutine"):
        run(main(), clock="virtual")


def test_an_error_in_the_maker_is_raised():
    def main():
        raise KeyError("no job")

    with pytest.raises(KeyError):
        outcomes(main)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"seed": "x"}, "seed must be a whole number"),
        ({"seed": True}, "seed must be a whole number"),
        ({"seed": -1}, "seed must be 0 or more, got -1"),
        ({"seed": 3, "clock": "real"}, "a seed varies the virtual clock"),
    ],
)
def test_a_seed_that_run_cannot_use_is_refused(options, message):
    with pytest.raises((TypeError, ValueError), match=message):
        run(tie(), **options)


def test_a_run_with_a_seed_says_what_it_changed():
    assert run(tie(), seed=0).timeline.notes == (
        "seed 0, nothing: nothing is different here",
    )
    assert run(b("x"), seed=9).timeline.notes == (
        "seed 9, other speeds: the wait of b('x') that begins at 0 s takes "
        "1.03 s instead of 1 s",
    )


def held(main, expected, **options):
    guess = predict(outcomes=expected)
    text = str(outcomes(main, prediction=guess, **options))
    return text.rpartition("\n\n")[2]


def test_a_prediction_of_all_outcomes_is_right():
    assert held(lost_update, [200, 100]) == (
        "prediction: 200 and 100: all of them were seen, and nothing else."
    )


def test_a_prediction_hears_what_it_does_not_have_and_what_never_came():
    assert held(lost_update, {200, 0}) == (
        "prediction: 200 was seen. You did not have B (returned 100). 0 was "
        "not seen in 200 runs."
    )


def test_exceptions_and_deadlocks_are_predicted_by_their_names():
    assert held(locks, [DeadlockError, None]) == held(
        locks, ["deadlock", None]
    )
    assert held(locks, ["deadlock", None]) == (
        "prediction: a deadlock and None: all of them were seen, and nothing "
        "else."
    )


def test_what_is_printed_can_be_predicted():
    for expected in (["x y", "y x"], ["x, y", "y, x"], [("x", "y")]):
        assert "x" in held(tie, expected)
        assert "was not seen" not in held(tie, expected)


def test_the_number_of_outcomes_can_be_predicted():
    assert held(locks, 2) == "prediction: 2 outcomes were seen, as you said."
    assert held(locks, 3) == (
        "prediction: You had 3 outcomes, and 2 were seen in 200 runs."
    )


def test_a_prediction_of_outcomes_says_nothing_of_one_run():
    guess = predict(outcomes=[1])
    done = run(tie(), clock="virtual", prediction=guess)
    assert "prediction" not in str(done)
    assert "prediction" not in str(compare(done))
    assert "prediction" not in str(outcomes(tie, prediction=predict()))


@pytest.mark.parametrize(
    ("expected", "message"),
    [
        ("x", "outcomes is a list of what may come of a run"),
        (0, "there is 1 outcome at least, got 0"),
    ],
)
def test_other_predictions_are_refused(expected, message):
    with pytest.raises((TypeError, ValueError), match=message):
        predict(outcomes=expected)


def test_outcomes_and_an_order_are_two_predictions():
    with pytest.raises(ValueError, match="say one thing in one prediction"):
        predict(outcomes=[1], order=["a"])


def test_a_guess_is_shown_as_it_was_meant():
    assert repr(predict(outcomes=[1, ValueError, "deadlock"])) == (
        "prediction: 1; ValueError; a deadlock"
    )
    assert repr(predict(outcomes=2)) == "prediction: 2 outcomes"


@pytest.fixture
def displayed(monkeypatch):
    """What a cell shows, as a list of {kind: data}."""
    display = pytest.importorskip("IPython.display")
    shown = []
    monkeypatch.setattr(
        display, "display", lambda data, raw: shown.append(data)
    )
    return shown


def test_a_cell_shows_the_table_and_then_the_charts(displayed, capsys):
    found = outcomes(tie, vary="order")
    found._ipython_display_()
    table, charts = displayed[:2]
    assert table["text/plain"].startswith("200 runs of tie(): 2 outcomes\n")
    assert table["text/html"].count("<tr>") == 3
    assert "<img" in charts["text/html"]
    assert f"{table['text/plain']}\n\n{charts['text/plain']}" == str(found)
    assert capsys.readouterr().out.startswith("B differs from A in one change")


def test_the_table_in_html_has_heads_and_no_markup_of_the_program(displayed):
    async def main():
        print("<script>alert(1)</script>")

    outcomes(main, runs=2)._ipython_display_()
    page = displayed[0]["text/html"]
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert page.count('<th scope="col"') == 6
    assert page.count('<th scope="row"') == 1
    assert "<caption " in page


def test_only_the_chart_with_the_change_is_marked():
    found = outcomes(lost_update, vary="speeds")
    assert found[0].ghosts == {}
    assert [*found[1].ghosts] == ["lost_update()"]
    assert str(found).count("← ") == 1


def test_a_loop_that_runs_already_steps_aside():
    async def main():
        await asyncio.sleep(0)
        return len(outcomes(tie, vary="order"))

    assert asyncio.run(main()) == 2


def test_a_step_that_never_ends_is_cut_short_by_stop():
    code = textwrap.dedent("""\
        import os, signal, threading
        from helpers import outcomes
        async def spin():
            while True:
                pass
        stop = lambda: os.kill(os.getpid(), signal.SIGINT)
        threading.Timer(0.3, stop).start()
        try:
            outcomes(spin)
        except KeyboardInterrupt:
            print("stopped")
    """)
    if sys.platform == "win32":
        pytest.skip("no such signals")
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, timeout=30
    )
    assert done.stdout.strip() == b"stopped"


def test_two_hundred_runs_of_ten_tasks_make_few_turns():
    async def ten():
        await asyncio.gather(*(asyncio.sleep(1 + n % 3) for n in range(10)))

    with hushed():
        turns = sum(
            attempt(ten, Variation.of(seed)).turns for seed in range(200)
        )
    assert turns < 200 * 60


def test_chance_begins_anew_once_the_coroutine_is_made():
    async def draws(first):
        return first, random.random()

    def main():
        return draws(random.random())

    for each in outcomes(main, vary="chance", runs=5):
        assert each.repeats
        assert f"{run(draws(0), seed=each.seed).result[1]}" in each.words


def test_a_coroutine_that_is_used_twice_is_told_of():
    jobs = [b("x")]

    async def main():
        return await jobs[0]

    found = outcomes(main, runs=3)
    assert found[1].ending.how == "RuntimeError"
    assert "note: run again with the same seed" in str(found)


def test_a_factory_of_the_programs_own_makes_the_tasks():
    async def main():
        loop = asyncio.get_running_loop()
        loop.set_task_factory(
            lambda loop, coro, **options: asyncio.Task(
                coro, loop=loop, **options
            )
        )
        await tie()

    found = outcomes(main, vary=["speeds", "order"])
    assert len(found) == 2
    assert all(each.repeats for each in found)


def test_a_run_that_was_held_up_by_the_machine_is_made_again():
    held_up = [False, True, True, False]

    async def main():
        if held_up and held_up.pop(0):
            time.sleep(0.12)
        await asyncio.sleep(1)

    (one,) = outcomes(main, runs=5, vary="sets")
    assert one.seconds == (1, 1)


def test_a_program_that_blocks_is_charged_for_it():
    async def main():
        time.sleep(0.12)

    (one,) = outcomes(main, runs=2)
    assert one.seconds == (0.1, 0.1)
    assert one.timeline.seconds == 0.1
