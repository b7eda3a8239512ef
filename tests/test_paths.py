"""What made a program long that is not the course's, in all forms."""

import asyncio
import contextlib
import dataclasses
import re
import time

import pytest
from matplotlib.collections import LineCollection

from helpers import compare, record, run
from helpers.__main__ import main
from helpers.charts.folding import fold
from helpers.charts.strip import strip
from helpers.clocks.deadlock import DeadlockError
from helpers.predicting.critical import critical
from tests.test_main import call, script

__all__ = ["script"]  # a fixture


async def fetch(name, seconds):
    await asyncio.sleep(seconds)
    return name


async def worker(name, queue):
    while True:
        await asyncio.sleep(await queue.get())
        queue.task_done()


async def workers():
    queue = asyncio.Queue()
    for seconds in (3, 1, 1, 2):
        queue.put_nowait(seconds)
    tasks = [asyncio.create_task(worker(x, queue)) for x in ("w1", "w2")]
    await queue.join()
    for task in tasks:
        task.cancel()


async def produce(queue, seconds):
    for item in (1, 2, None):
        await asyncio.sleep(seconds)
        await queue.put(item)


async def consume(queue):
    while await queue.get():
        await asyncio.sleep(0.25)


async def pipeline(seconds=1):
    queue = asyncio.Queue(1)
    await asyncio.gather(produce(queue, seconds), consume(queue))


async def hog():
    time.sleep(0.2)


async def beside_a_hog():
    await asyncio.gather(hog(), fetch("x", 0.1))


async def two_groups():
    async with asyncio.TaskGroup() as group:
        group.create_task(fetch("a", 2))
        group.create_task(fetch("b", 1))
    async with asyncio.TaskGroup() as group:
        group.create_task(fetch("c", 1))


async def fails(seconds):
    await asyncio.sleep(seconds)
    raise ValueError("no")


async def beside_one_that_fails(seconds=1):
    await asyncio.gather(fetch("x", 3), fails(seconds))


async def limited():
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(2):
            await fetch("x", 3)


async def waits_for_a_while():
    tasks = [asyncio.create_task(fetch("x", 3))]
    await asyncio.wait(tasks, timeout=2)
    tasks[0].cancel()


async def cancels(seconds=1):
    task = asyncio.create_task(fetch("x", 3))
    await asyncio.sleep(seconds)
    task.cancel()


async def stubborn(seconds):
    try:
        await asyncio.sleep(9)
    finally:
        await asyncio.sleep(seconds)


async def cancels_one_that_tidies_up(seconds=2):
    task = asyncio.create_task(stubborn(seconds))
    await asyncio.sleep(1)
    task.cancel()
    await asyncio.wait([task])


async def stuck():
    async def one(mine, other):
        async with mine:
            await asyncio.sleep(1)
            async with other:
                pass

    first, second = asyncio.Lock(), asyncio.Lock()
    await asyncio.gather(one(first, second), one(second, first))


async def in_turn():
    lock = asyncio.Lock()

    async def user(name):
        async with lock:
            await asyncio.sleep(1)

    await asyncio.gather(*map(user, "xyz"))


async def feeding(seconds=2):
    extras = [fetch("late", 1)]
    pending = {asyncio.create_task(fetch("early", seconds))}
    while pending:
        await asyncio.wait(pending)
        pending = {asyncio.create_task(x) for x in extras}
        extras = []


async def in_threads():
    await asyncio.to_thread(time.sleep, 0.1)


async def deep(level=6):
    if level:
        await deep(level - 1)
        return
    await asyncio.sleep(1)


async def sharing(seconds=2):
    shared = asyncio.create_task(fetch("x", seconds))

    async def user(extra):
        await asyncio.shield(shared)
        await asyncio.sleep(extra)

    await asyncio.gather(*map(user, (0, 1)))


async def a_bell():
    bell = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_later(1, bell.set_result, None)
    await bell


def ran(program, *arguments):
    failing = {beside_one_that_fails: ValueError, stuck: DeadlockError}
    expect = failing.get(program, ())
    return run(program(*arguments), clock="virtual", expect=expect)


def words(program):
    return critical(ran(program).timeline).words


@pytest.mark.parametrize(
    ("program", "said"),
    [
        (
            workers,
            "workers waited for worker('w2', <Queue>), and worker('w2', "
            "<Queue>) for its 3 sleeps.",
        ),
        (
            pipeline,
            "pipeline waited for consume(<Queue>), consume(<Queue>) for "
            "produce(<Queue>, 1), and produce(<Queue>, 1) for its 3 sleeps: "
            "halve them and the whole is 1.5 seconds shorter.",
        ),
        (
            beside_a_hog,
            "beside_a_hog waited longest for fetch('x', 0.1), fetch('x', 0.1) "
            "for hog(), and hog() held up the loop for 0.2 seconds: halve it "
            "and the whole is 0.1 seconds shorter.",
        ),
        (
            two_groups,
            "two_groups waited longest for fetch('a', 2), and fetch('a', 2) "
            "for its sleep: make it shorter and the whole is as much "
            "shorter, until it takes 1 second.",
        ),
        (
            beside_one_that_fails,
            "beside_one_that_fails waited for fails(1), and fails(1) for "
            "its sleep: halve it and the whole is 0.5 seconds shorter.",
        ),
        (
            limited,
            "limited waited for fetch('x', 3), and fetch('x', 3) for its "
            "sleep, until a time limit ended it.",
        ),
        (
            waits_for_a_while,
            "waits_for_a_while waited in asyncio.wait, until its time was up.",
        ),
        (
            cancels,
            "cancels waited for its sleep: halve it and the whole is 0.5 "
            "seconds shorter.",
        ),
        (
            cancels_one_that_tidies_up,
            "cancels_one_that_tidies_up waited longest for stubborn(2), and "
            "stubborn(2) for its sleep: halve it and the whole is 1 second "
            "shorter.",
        ),
        (
            stuck,
            "stuck waited for one(<Lock>, <Lock>) #2, and one(<Lock>, "
            "<Lock>) #2 for its sleep. Then nobody could go on.",
        ),
        (
            in_turn,
            "in_turn waited longest for user('z'), and user('z') in "
            "Lock.acquire, which user('x') and user('y') held.",
        ),
        (
            feeding,
            "feeding waited longest for fetch('early', 2), and fetch('early',"
            " 2) for its sleep: halve it and the whole is 1 second shorter.",
        ),
        (a_bell, "a_bell waited for a future."),
        (
            deep,
            "deep waited for deep(5), which waited for others in turn, and "
            "at the bottom deep(0) waited for its sleep: halve it and the "
            "whole is 0.5 seconds shorter.",
        ),
        (
            sharing,
            "sharing waited longest for user(1), user(1) for fetch('x', 2), "
            "and fetch('x', 2) for its sleep: halve it and the whole is 1 "
            "second shorter.",
        ),
    ],
)
def test_a_strangers_program_is_told_from_its_end(program, said):
    assert words(program) == said


@pytest.mark.parametrize(
    ("program", "seconds", "less"),
    [
        (pipeline, 1, 1.5),
        (beside_one_that_fails, 1, 0.5),
        (cancels, 1, 0.5),
        (cancels_one_that_tidies_up, 2, 1),
        (feeding, 2, 1),
        (sharing, 2, 1),
    ],
)
def test_half_of_it_gives_what_is_said(program, seconds, less):
    assert re.search(rf"halve \w+ and the whole is {less} sec", words(program))
    whole, after = ran(program).seconds, ran(program, seconds / 2).seconds
    assert whole - after == less


def test_labels_may_have_any_signs():
    async def user(lock, what):
        async with lock:
            await asyncio.sleep(1)

    async def two():
        lock = asyncio.Lock()
        await asyncio.gather(*[user(lock, {n: "{x}"}) for n in (1, 2, 3)])

    assert "held" in words(two)
    assert "{1: '{x}'}" in words(two)


def test_a_job_in_a_thread_is_on_the_path():
    assert words(in_threads).endswith("sleep(0.1) was at work in a thread.")


def test_what_is_lit_is_not_folded_away():
    async def crowd():
        await asyncio.gather(*[fetch(n, n / 10) for n in range(100)])

    done = run(crowd(), clock="virtual", path=True)
    text = str(done)
    assert "fetch(99, 9.9)" in text.rpartition("\n\n")[0]
    assert "^^^^" in text
    rows = fold(done.timeline.lanes, 24, critical(done.timeline).lit)
    assert len(rows) <= 24
    assert sum(map(len, rows)) == len(done.timeline.lanes)


# Where it is shown


async def both(slow=0.3):
    await asyncio.gather(fetch("slow", slow), fetch("quick", 0.02))


def test_a_recording_shows_it():
    with record(path=True) as recording:
        asyncio.run(both())
    text = str(recording)
    assert "^^^^" in text
    # What a busy machine makes of it is another matter.
    assert re.search(r"\n\npath: both (waited|held up) .*\.$", text)


@pytest.mark.parametrize(
    "program", [pipeline, beside_a_hog, cancels, feeding, workers]
)
def test_what_is_measured_is_said_with_caution(program):
    timeline = ran(program).timeline
    measured = dataclasses.replace(timeline, clock="real", exact=True)
    said = critical(timeline).words
    careful = re.sub(r"the whole is ([\d.]+)", r"the whole would be \1", said)
    careful = re.sub(r"would be (?=[\d.])", "would be about ", careful)
    assert critical(measured).words == careful


def test_a_recording_that_is_there_can_show_it():
    with record() as recording:
        asyncio.run(both(0.05))
    assert "path" not in str(recording)
    assert "path: both" in str(recording.with_path())
    assert "path" not in str(recording)


def test_several_loops_are_told_apart():
    with record(path=True) as recording:
        for _ in range(2):
            asyncio.run(both(0.05))
    *_, first, second = str(recording).split("\n\n")
    assert first.startswith("path 1 of 2: both")
    assert second.startswith("path 2 of 2: both")


def test_a_loop_that_is_run_twice_has_the_path_of_its_last_task():
    with record(path=True) as recording:
        loop = asyncio.new_event_loop()
        loop.run_until_complete(fetch("x", 0.02))
        loop.run_until_complete(fetch("y", 0.04))
        loop.close()
    assert "path: fetch" in str(recording)
    assert critical(recording.timeline).lit[0][0] == "fetch('y', 0.04)"


def test_what_is_awaited_shows_it_too():
    async def main():
        recording = record(both(0.05), path=True)
        await recording
        return str(recording)

    assert "path: both" in asyncio.run(main())


def test_a_comparison_shows_it_for_all_or_for_those_that_want_it():
    one = run(fetch("x", 1), clock="virtual", title="One")
    two = run(fetch("y", 2), clock="virtual", title="Two", path=True)
    *_, only = str(compare(one, two)).split("\n\n")
    assert only.startswith("path of Two: fetch waited for its sleep: halve")
    *_, first, second = str(compare(one, two, path=True)).split("\n\n")
    assert first.startswith("path of One: fetch waited for its sleep: halve")
    assert second == only


def test_it_is_lit_in_small_charts_too():
    both_of_them = [ran(cancels), ran(feeding)]
    plain, lit = compare(*both_of_them), compare(*both_of_them, path=True)
    figures = [strip(x.timelines, 2, x.lits) for x in (plain, lit)]
    shapes = [len(figure.findobj(LineCollection)) for figure in figures]
    assert shapes[1] == shapes[0] + 2


SCRIPT = """
import asyncio

async def fetch(seconds):
    await asyncio.sleep(seconds)

async def main():
    await asyncio.gather(fetch(3), fetch(1))

asyncio.run(main())
"""
SAID = "path: main waited for fetch(3), and fetch(3) for its sleep"


def test_a_script_shows_it_in_all_forms(script, capsys):
    name, folder = script(SCRIPT), script.folder
    saved = str(folder / "run.json")
    call(folder, "--virtual", "--path", "--out", saved, name)
    assert "path" not in (folder / "run.json").read_text(encoding="utf-8")
    main(["--path", saved])
    chart, _, rest = capsys.readouterr().err.partition(SAID)
    assert "^^^^" in chart
    assert rest.startswith(": halve it and the whole is 1.5 seconds shorter.")
    for kind, words in (("txt", SAID), ("html", SAID.removeprefix("path: "))):
        main(["--path", "--out", str(folder / f"run.{kind}"), saved])
        page = (folder / f"run.{kind}").read_text(encoding="utf-8")
        assert page.count(words) == 1
    main(["--path", "--summary", saved])
    assert capsys.readouterr().err.splitlines()[-1].startswith(SAID)
    main(["--path", "--hide", "fetch", saved])
    told = capsys.readouterr().err
    assert SAID in told
    assert "^" not in told


def test_it_is_lit_in_pictures(tmp_path):
    saved = tmp_path / "run.json"
    timeline = run(both(1), clock="virtual").timeline
    saved.write_text(timeline.to_json(), encoding="utf-8")
    drawn = []
    for options in ([], ["--path"]):
        main([*options, "--out", str(tmp_path / "run.png"), str(saved)])
        drawn.append((tmp_path / "run.png").read_bytes())
    assert drawn[0] != drawn[1]
