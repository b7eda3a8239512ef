"""A run made again with other lengths, as a replay asks for it."""

import asyncio
import functools
import html
import random
import re

import pytest

from helpers import Timeline, a, b, fails, record, replay, run, sleeper
from helpers.charts.replay import framed, name_of, second_script
from helpers.running import offers
from helpers.running.lengths import Lengths, bars
from helpers.running.made_again import again
from helpers.running.run import Run

virtual = functools.partial(run, clock="virtual")


def lengths_of(main):
    done = virtual(main)
    return Lengths(done, done.again)


def asked(lengths, bar, seconds):
    """Return what is said, and when each bar ends."""
    answer = lengths.answer({"bar": bar, "seconds": seconds})
    return answer["words"], [end for _, _, end in answer["bars"]]


async def in_order():
    tasks = [asyncio.create_task(job) for job in (a(), b("b1"), b("b2"))]
    for task in tasks:
        print(await task, "shown")


def test_that_sleep_is_as_long_as_asked_and_no_other():
    lengths = lengths_of(in_order())
    words, ends = asked(lengths, 0, 1.5)
    assert words == (
        "a() now sleeps 1.5 s instead of 3: the whole ends at 1.5 s "
        "instead of 3."
    )
    assert ends == [1.5, 1, 1]


def test_a_change_is_kept_by_the_next_one_until_all_are_taken_back():
    lengths = lengths_of(in_order())
    asked(lengths, 0, 1.5)
    words, ends = asked(lengths, 1, 4)
    assert words.startswith("b('b1') now sleeps 4 s instead of 1: the whole")
    assert ends == [1.5, 4, 1]
    back = lengths.answer({"back": True})
    assert back["words"] == "All sleeps are as long as they were."
    assert (back["changed"], back["run"]["seconds"]) == (0, 3)
    assert asked(lengths, 2, 2)[1] == [3, 1, 2]


def test_it_says_so_where_the_whole_takes_as_long_as_before():
    words, _ = asked(lengths_of(in_order()), 1, 2)
    assert words.endswith("the whole ends at 3 s as before.")


async def in_a_row():
    await b("x")
    await asyncio.gather(sleeper("y", 2), b("z"))
    await asyncio.sleep(1)


def test_each_sleep_of_a_task_is_known_by_itself():
    lengths = lengths_of(in_a_row())
    (before,) = {len(bars(virtual(in_a_row()).timeline))}
    words, ends = asked(lengths, 0, 4)
    assert words.startswith("in_a_row() now sleeps 4 s instead of 1: ")
    assert sorted(ends) == [1, 2, 3, 7]
    assert len(ends) == before == 4


async def twice():
    await asyncio.sleep(1)
    await asyncio.sleep(2)


def test_of_several_sleeps_it_says_which():
    words, ends = asked(lengths_of(twice()), 1, 5)
    assert words.startswith("twice() now sleeps 5 s instead of 2, from 1 s on")
    assert ends == [1, 6]


async def limited():
    async with asyncio.timeout(3.5):
        return await a()


def test_an_exception_shows_as_in_a_run():
    lengths = lengths_of(limited())
    answer = lengths.answer({"bar": 0, "seconds": 4})
    assert answer["words"] == (
        "a() now sleeps 4 s instead of 3: the whole ends at 3.5 s instead "
        "of 3; it raised TimeoutError, and returned 'a' before."
    )
    assert answer["error"] == "TimeoutError"
    assert answer["run"]["lanes"][0][5].startswith("raised TimeoutError")


async def two_locks():
    first, second = asyncio.Lock(), asyncio.Lock()

    async def take(one, other, seconds):
        await asyncio.sleep(seconds)
        async with one:
            await asyncio.sleep(1)
            async with other:
                pass

    await asyncio.gather(take(first, second, 0.5), take(second, first, 3))


def test_so_does_a_deadlock():
    lengths = lengths_of(two_locks())
    labels = [lane.label for lane in virtual(two_locks()).timeline.lanes]
    found = bars(virtual(two_locks()).timeline)
    late = next(at for at, each in enumerate(found) if each[2] == 3)
    answer = lengths.answer({"bar": late, "seconds": 1})
    assert f"{labels[int(found[late][0])]} now sleeps 1 s" in answer["words"]
    assert "it raised DeadlockError, and returned before." in answer["words"]
    assert answer["error"].startswith("DeadlockError: ")
    assert answer["error"].endswith("wait for each other")


def test_what_is_printed_is_in_the_replay_and_nowhere_else(capsys):
    lengths = lengths_of(in_order())
    capsys.readouterr()
    answer = lengths.answer({"bar": 0, "seconds": 0.5})
    texts = [each[2] for each in answer["run"]["printed"]]
    assert texts[0] == "a\n"
    assert capsys.readouterr() == ("", "")


async def by_chance():
    await asyncio.sleep(random.random())
    await asyncio.sleep(1)


def test_a_program_that_differs_by_itself_is_said_to():
    random.seed()  # a run with lengths begins with the same seed each time
    words = lengths_of(by_chance()).answer({"bar": 1, "seconds": 2})["words"]
    assert words == "by_chance() does not sleep so when it runs again."


kept = []


async def keeps():
    kept.append(1)
    await asyncio.sleep(1)
    return len(kept)


def test_so_is_one_that_keeps_something_from_run_to_run():
    words = lengths_of(keeps()).answer({"bar": 0, "seconds": 2})["words"]
    assert "it returned 3, and returned 1 before. When it runs" in words
    assert words.endswith("something that is kept from run to run.")


async def cut_short():
    task = asyncio.create_task(a())
    await asyncio.sleep(1)
    task.cancel()
    await asyncio.wait([task])


def test_a_sleep_that_was_cut_short_has_no_end_to_drag():
    assert bars(virtual(cut_short()).timeline) == [[0, 0, 1]]


def test_the_innermost_coroutine_has_the_sleep():
    async def outer():
        await b("x")

    assert bars(virtual(outer()).timeline) == [[1, 0, 1]]


# What can be made again.


async def given(one, *more, by, **others):
    await asyncio.sleep(len(more) + by + len(others))
    one.append(1)
    return one, more, by, others


def test_a_coroutine_is_made_again_of_what_it_was_given():
    done = virtual(given([2], 3, 4, by=1, last="x"))
    assert done.result == ([2, 1], (3, 4), 1, {"last": "x"})
    assert virtual(done.again.make()).result == done.result
    assert virtual(done.again.make()).result == done.result


async def rests(*given):
    await asyncio.sleep(1)


def test_what_would_take_long_to_copy_is_not_copied():
    assert virtual(rests({"x": ["y", (1, None, b)]})).again.make is not None
    found = virtual(rests(list(range(10**6)))).again
    assert found.why_not == "rests() was given what can't be copied"
    circle = []
    circle.append(circle)
    assert virtual(rests(circle)).again.make is None


def test_one_that_uses_another_functions_variable_is_not():
    seconds = 1

    async def main():
        await asyncio.sleep(seconds)

    found = virtual(main()).again
    assert found.make is None
    assert found.why_not == "main() uses seconds of the function around it"


@pytest.mark.parametrize(
    "make", [lambda: b("x"), lambda: [b("x")], asyncio.Lock]
)
def test_nor_one_that_was_given_what_has_no_copy(make):
    async def main(one):
        await asyncio.sleep(1)

    one = make()
    found = again(coroutine := main(one))
    assert found.why_not == "main() was given one, which can't be copied"
    coroutine.close()
    for each in one if isinstance(one, list) else [one]:
        getattr(each, "close", lambda: None)()


def test_a_run_holds_nothing_that_it_would_not_hold_else():
    async def main(job):
        pass

    done = virtual(main(a()))
    assert "a() was called but never awaited" in done.timeline.notes[0]


def test_a_seed_and_the_real_clock_leave_lengths_as_they_are():
    assert virtual(b("x"), seed=3).again is None
    assert run(asyncio.sleep(0), clock="real").again is None


# What `replay` takes.


def test_a_function_is_run_on_the_virtual_clock():
    seconds = 2

    async def main():
        await asyncio.sleep(seconds)

    shown = replay(main)
    assert shown.timeline.clock == "virtual"
    lengths = Lengths(shown.done, shown.done.again)
    assert asked(lengths, 0, 5)[1] == [5]
    assert replay(lambda: fails(0) if False else b("x")).timeline.took == 1


def test_a_function_that_makes_no_coroutine_is_refused():
    with pytest.raises(TypeError, match="this one returned int: is 'async'"):
        replay(lambda: 3)
    with pytest.raises(TypeError, match=r"write replay\(run\(\.\.\.\)\)"):
        replay(b("x"))


class Comm:
    """What a kernel's comm does, without a kernel."""

    def __init__(self, target_name, comm_id, primary):
        assert (target_name, primary) == (offers.TARGET, False)
        self.comm_id, self.sent = comm_id, []
        self.send = self.sent.append

    def on_msg(self, hear):
        self.hear = hear

    def ask(self, page="a page", **data):
        """Return what it answers."""
        self.hear({"content": {"data": {**data, "page": page}}})
        return self.sent[-1]


class Manager:
    def __init__(self):
        self.comms = {}

    def register_comm(self, comm):
        self.comms[comm.comm_id] = comm

    def unregister_comm(self, comm):
        del self.comms[comm.comm_id]


@pytest.fixture
def comms(monkeypatch):
    """The comms of a kernel in a notebook that somebody looks at."""
    manager = Manager()
    monkeypatch.setattr(offers, "is_live", lambda: True)
    monkeypatch.setattr(offers, "_offered", {})
    monkeypatch.setattr("comm.create_comm", Comm)
    monkeypatch.setattr("comm.get_comm_manager", lambda: manager)
    return manager.comms


def shown(one):
    """Show a replay as a cell does; return its page."""
    played = replay(one)
    return framed(played.timeline, offer=played._offer)


def test_a_page_finds_its_run_by_what_it_shows(comms):
    page = html.unescape(shown(virtual(in_order())))
    data = re.search(r'application/json">(.*?)</script>', page)[1]
    assert list(comms) == [name_of(data)]
    assert name_of("[1]") == "replay-89063-3"


def test_a_page_is_the_same_with_a_kernel_and_without(comms, monkeypatch):
    with_one = shown(virtual(in_order()))
    comms.clear()
    monkeypatch.setattr(offers, "is_live", lambda: False)
    assert shown(virtual(in_order())) == with_one
    assert not comms


def test_the_kernel_sends_the_script_and_answers(comms):
    shown(lambda: b("x"))
    (comm,) = comms.values()
    hello = comm.ask(hello=1)
    assert hello["bars"] == [[0, 0, 1]]
    assert hello["script"] == second_script()
    answer = comm.ask(bar=0, seconds=2)
    assert answer["words"].endswith("ends at 2 s instead of 1.")
    assert answer["page"] == "a page"
    wrong = comm.ask(bar=7, seconds=2)
    assert wrong["words"].startswith("It can't be run again: IndexError")


def test_each_page_begins_with_the_run_as_it_was(comms):
    shown(lambda: b("x"))
    (comm,) = comms.values()
    for page in ("one", "other"):
        comm.ask(page, hello=1)
        words = comm.ask(page, bar=0, seconds=2)["words"]
        assert words.startswith("b('x') now sleeps 2 s instead of 1")


def test_the_oldest_runs_are_forgotten(comms, monkeypatch):
    monkeypatch.setattr(offers, "MOST", 2)
    for number in range(offers.MOST + 1):
        shown(virtual(sleeper("x", number + 1)))
    assert len(comms) == offers.MOST
    shown(virtual(sleeper("x", 3)))  # it is known already
    assert len(comms) == offers.MOST


def test_it_says_plainly_why_not(comms):
    async def main(lock):
        await asyncio.sleep(0)

    for done, reason in (
        (run(asyncio.sleep(0), clock="real"), "on the virtual clock"),
        (virtual(main(asyncio.Lock())), "main() was given lock, which"),
        (virtual(b("x"), seed=1), "with a seed"),
    ):
        comms.clear()
        offers._offered.clear()
        shown(done)
        (comm,) = comms.values()
        assert reason in comm.ask(hello=1)["why_not"]


def test_timelines_and_recordings_are_played_as_they_are():
    assert replay(virtual(b("x")).timeline).done is None
    with record() as recording:
        asyncio.run(asyncio.sleep(0))
    assert replay(recording).done is None
    assert isinstance(replay(virtual(b("x"))).done, Run)
    assert isinstance(replay(main_of(b)).timeline, Timeline)


def main_of(function):
    return lambda: function("x")
