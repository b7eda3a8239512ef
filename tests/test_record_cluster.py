"""`record_cluster`: what the workers of a Dask cluster did."""

import gc
import itertools
import logging
import multiprocessing
import os
import signal
import subprocess
import sys
import time
import warnings
import weakref

import pytest

pytest.importorskip("distributed", reason="the extra `cluster`")

import dask
from distributed import Client, wait

from helpers import record_cluster
from helpers.carriers.cluster import ClusterRecording
from helpers.charts.sentence import sentence
from helpers.timeline.model import Outcome, Timeline
from helpers.timeline.phases import State, phases
from helpers.workload import Parcel, nap

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("default"),  # what the library does is its own
    pytest.mark.xdist_group("cluster"),
]


def local(workers):
    """Return the options of a cluster on this machine, that says nothing."""
    return {
        "n_workers": workers,
        "threads_per_worker": 1,
        "dashboard_address": None,
        "scheduler_kwargs": {"dashboard_address": "127.0.0.1:0"},
        "silence_logs": logging.CRITICAL,
    }


@pytest.fixture(scope="module", autouse=True)
def own_folder(tmp_path_factory):
    """Keep the files of clusters out of the system's folder."""
    folder = str(tmp_path_factory.mktemp("dask"))
    with dask.config.set({"temporary-directory": folder}):
        yield


@pytest.fixture(scope="module")
def client():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        started = Client(**local(2))
    yield started
    started.close()


ROUNDING = 1e-6  # of times of day, as floats


def lanes_of(recording):
    return recording.timeline.lanes[1:]


def states(recording, lane):
    return [phase.state for phase in phases(recording.timeline, lane)]


def workers(client):
    return list(client.nthreads())


def test_results_come_as_without_a_recording(client):
    with record_cluster(client):
        jobs = [client.submit(nap, name, 0) for name in ("x1", "x2")]
        assert client.gather(jobs) == ["x1", "x2"]
        assert client.gather({"one": jobs[0]}) == {"one": "x1"}


def test_each_task_is_a_lane_on_its_worker(client):
    with record_cluster(client, title="Two workers") as recording:
        jobs = [client.submit(nap, name, 0.2) for name in ("l1", "l2")]
        client.gather(jobs)
    assert [lane.label for lane in lanes_of(recording)] == [
        "worker 1: nap('l1', 0.2)",
        "worker 2: nap('l2', 0.2)",
    ]
    assert [lane.value for lane in lanes_of(recording)] == ["'l1'", "'l2'"]
    assert recording.timeline.title == "Two workers"


def causes(job):
    """Return the moments of a task, each the cause of the next."""
    (attempt,) = job.attempts
    moves = itertools.chain.from_iterable(sorted(attempt.moves))
    ran = attempt.started, attempt.ended
    return [job.submitted, attempt.sent, *moves, *ran, job.heard]


def test_no_effect_comes_before_its_cause(client):
    with record_cluster(client) as recording:
        jobs = client.map(nap, range(20), [0.01] * 20)
        client.gather(jobs)
    for job in recording._jobs:
        for cause, effect in itertools.pairwise(causes(job)):
            assert cause <= effect + ROUNDING
        assert job.heard <= job.collected
    for lane in lanes_of(recording):
        moments = [lane.created, lane.started, lane.ended, lane.collected]
        assert moments == sorted(moments)
        assert lane.ended - lane.started >= 0.01 - 1e-3
    assert recording.exact_to < 0.5


def test_data_are_moved_after_they_were_made_and_before_they_are_used(client):
    one, other = workers(client)
    with record_cluster(client) as recording:
        made = client.submit(nap, "made", 0.01, workers=one)
        used = client.submit(len, [made], workers=other)
        assert used.result() == 1
    first, second = map(causes, recording._jobs)
    for cause, effect in itertools.pairwise(second):
        assert cause <= effect + ROUNDING
    assert first[3] <= second[1] + ROUNDING


def test_one_worker_does_one_task_at_a_time(client):
    with record_cluster(client) as recording:
        jobs = client.map(nap, range(30, 36), [0.05] * 6)
        client.gather(jobs)
    by_worker = {}
    for lane in lanes_of(recording):
        worker = lane.label.partition(":")[0]
        by_worker.setdefault(worker, []).append((lane.started, lane.ended))
    for spans in by_worker.values():
        spans.sort()
        for (_, ended), (started, _) in itertools.pairwise(spans):
            assert ended <= started + ROUNDING


def test_what_moves_between_workers_is_seen(client):
    one, other = workers(client)
    with record_cluster(client) as recording:
        parcel = client.submit(Parcel, "p", workers=one)
        near = client.submit(getattr, parcel, "name", workers=one)
        far = client.submit(len, [parcel], workers=other)
        assert client.gather([near, far]) == ["p", 1]
    _, stayed, moved = lanes_of(recording)
    assert stayed.moves == () or max(stayed.moves) - min(stayed.moves) < 0.9
    assert State.MOVING in states(recording, moved)
    assert moved.moves[1] - moved.moves[0] >= 0.9
    assert "data on the way" in sentence(recording.timeline)


def test_what_is_not_taken_is_never_collected(client):
    with record_cluster(client) as recording:
        job = client.submit(nap, "left", 0)
        wait([job])
    (lane,) = lanes_of(recording)
    assert lane.never_collected
    assert lane.value == "<result>"


def test_an_exception_is_the_tasks_own(client):
    with record_cluster(client) as recording:
        job = client.submit(int, "x")
        with pytest.raises(ValueError, match="invalid literal"):
            job.result()
        assert isinstance(job.exception(), ValueError)
    (lane,) = lanes_of(recording)
    assert lane.outcome is Outcome.RAISED
    assert lane.value.startswith("ValueError: invalid literal")
    assert lane.collected is not None


def test_an_exception_that_is_not_taken_is_never_collected(client):
    with record_cluster(client) as recording:
        job = client.submit(int, "y")
        wait([job])
        time.sleep(0.2)
    (lane,) = lanes_of(recording)
    assert lane.never_collected
    assert lane.value.startswith("ValueError: invalid literal")


def test_a_result_that_looks_like_nothing_is_shown(client):
    with record_cluster(client) as recording:
        assert client.submit(abs, 0).result() == 0
        assert client.submit(str, "").result() == ""
        time.sleep(0.1)
    assert [lane.value for lane in lanes_of(recording)] == ["0", "''"]


def test_a_task_that_is_cancelled_has_no_result(client):
    with record_cluster(client) as recording:
        jobs = [client.submit(nap, f"c{n}", 0.3) for n in range(3)]
        client.cancel(jobs[2])
        wait(jobs[:2])
    assert lanes_of(recording)[2].outcome is Outcome.CANCELLED


def test_the_same_call_is_one_lane(client):
    with record_cluster(client) as recording:
        jobs = [client.submit(nap, "same", 0) for _ in range(3)]
        client.gather(jobs)
    assert len(lanes_of(recording)) == 1


def test_tasks_of_another_client_are_seen_by_the_scheduler(client):
    address = client.scheduler.address
    second = Client(address, set_as_default=False)
    with record_cluster(client) as recording, second:
        second.submit(nap, "theirs", 0, pure=False).result()
    (lane,) = lanes_of(recording)
    assert lane.label == "worker 1: nap()"


def test_the_client_is_as_it_was_afterwards(client):
    before = set(vars(client))
    with record_cluster(client) as recording:
        job = client.submit(nap, "after", 0)
        job.result()
    assert set(vars(client)) == before
    assert "result" not in vars(job)
    assert job.result() == "after"
    plugins = client.run_on_scheduler(
        lambda dask_scheduler: list(dask_scheduler.plugins)
    )
    assert recording._name not in plugins


def test_the_client_is_as_it_was_after_a_block_that_failed(client):
    before = set(vars(client))
    with pytest.raises(KeyboardInterrupt), record_cluster(client):
        raise KeyboardInterrupt
    assert set(vars(client)) == before


def test_a_recording_keeps_no_future_alive(client):
    with record_cluster(client):
        job = client.submit(nap, "gone soon", 0)
        wait([job])
        seen = weakref.ref(job)
        gc.disable()  # a cycle would keep it
        try:
            del job
            deadline = time.monotonic() + 10
            while seen() is not None and time.monotonic() < deadline:
                time.sleep(0.01)  # its callback may still be under way
            assert seen() is None
        finally:
            gc.enable()


def test_the_record_survives_json(client):
    with record_cluster(client, round_to=0.5) as recording:
        client.submit(nap, "json", 0).result()
    line = recording.timeline
    assert Timeline.from_json(line.to_json()) == line


def test_what_is_no_client_is_refused():
    with pytest.raises(TypeError, match=r"needs a distributed\.Client"):
        record_cluster(open)


def test_an_asynchronous_client_is_refused():
    class Asynchronous:
        asynchronous = True

        def register_plugin(self):
            """Do nothing."""

    with pytest.raises(TypeError, match="not asynchronous"):
        record_cluster(Asynchronous())


@pytest.mark.skipif(os.name == "nt", reason="signals are POSIX")
def test_a_task_whose_worker_is_killed_has_a_lane_for_each_attempt():
    before = set(multiprocessing.active_children())
    client = Client(**local(2))
    with client, record_cluster(client) as recording:
        job = client.submit(nap, "again", 1.0)
        while not (found := victims(client, job)):
            time.sleep(0.05)
        time.sleep(0.2)
        pid = client.run(os.getpid, workers=found)[found[0]]
        client.run(os.kill, pid, signal.SIGKILL, nanny=True, workers=found)
        assert job.result() == "again"
    first, second = lanes_of(recording)
    assert first.outcome is Outcome.LOST
    assert State.WORKING in states(recording, first)
    assert second.outcome is Outcome.RETURNED
    assert first.ended <= second.started
    assert first.label.replace("worker 1", "worker 2") == second.label
    assert "lost with its worker" in str(recording)
    assert set(multiprocessing.active_children()) <= before


def victims(client, job):
    at_work = client.processing()
    return [who for who, keys in at_work.items() if job.key in keys]


def test_a_scheduler_needs_nothing_of_this_package():
    """The plugin is sent as it stands, not by its name."""
    from distributed.protocol.pickle import dumps

    from helpers.carriers import plugin

    for make in map(vars(plugin).get, plugin.__all__):
        sent = make("x")
        assert b"helpers" not in _without_names(dumps(sent))


def _without_names(data):
    """Leave out what a class says of itself: its module's name, its file."""
    program = (
        "import pickle, sys; sys.modules['helpers'] = None; "
        "pickle.loads(sys.stdin.buffer.read()); print('loaded')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], input=data, capture_output=True
    )
    return b"" if done.stdout.strip() == b"loaded" else b"helpers" + data


def test_a_recording_that_lost_its_cluster_still_has_a_chart():
    client = Client(**local(1))
    with record_cluster(client) as recording:
        client.submit(nap, "gone", 0).result()
        client.close()
    assert isinstance(recording, ClusterRecording)
    assert "nap('gone', 0)" in str(recording)
