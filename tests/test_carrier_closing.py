"""Nothing of a pool or a cluster is left when a cell fails or is stopped."""

import os
import signal
import time

import nbformat
import pytest

from helpers.carriers.closing import closed_with_failure
from tests.tools.kernels import running_kernel
from tests.tools.notebook_files import FOLDER, ROOT, read, text_of

POSIX = os.name != "nt"
NOTEBOOK = ROOT / "notebooks" / "20_beyond_one_machine.ipynb"
FAKE = """
import contextlib
from helpers.carriers.closing import closed_with_failure
stack = closed_with_failure()
for name in ("folder", "cluster"):
    stack.callback(print, "closing", name)
"""


class Session:
    """A kernel that is sent cells, and what they print."""

    def __init__(self, client, manager):
        self._client, self.manager = client, manager

    def run(self, source, interrupt_after=None):
        """Run a cell; return its status and what it printed."""
        sent = self._client.execute(source, allow_stdin=False)
        if interrupt_after is not None:
            time.sleep(interrupt_after)
            self.manager.interrupt_kernel()
        printed = []
        while True:
            message = self._client.get_iopub_msg(timeout=60)
            if message["parent_header"].get("msg_id") != sent:
                continue
            if message["msg_type"] == "stream":
                printed.append(text_of(message["content"]["text"]))
            elif message["content"].get("execution_state") == "idle":
                break
        while True:
            reply = self._client.get_shell_msg(timeout=60)
            if reply["parent_header"].get("msg_id") == sent:
                return reply["content"]["status"], "".join(printed)


@pytest.fixture
def session():
    with running_kernel("virtual", cwd=str(FOLDER)) as (manager, client):
        yield Session(client, manager)


def test_outside_of_a_notebook_it_is_a_stack_like_any_other():
    closed = []
    with closed_with_failure() as stack:
        stack.callback(closed.append, "cluster")
    assert closed == ["cluster"]


@pytest.mark.slow
def test_a_cell_that_works_closes_nothing(session):
    assert session.run(FAKE) == ("ok", "")
    assert session.run("1 + 1") == ("ok", "")


@pytest.mark.slow
def test_a_cell_that_fails_closes_it_once(session):
    session.run(FAKE)
    status, printed = session.run("1 / 0")
    assert status == "error"
    assert printed == (
        "closing cluster\nclosing folder\n"
        "closed, because this cell failed: the cluster; "
        "run its cell again to go on\n"
    )
    assert session.run("1 / 0") == ("error", "")


@pytest.mark.slow
def test_the_cell_that_opens_it_may_fail_too(session):
    status, printed = session.run(FAKE + "1 / 0")
    assert status == "error"
    assert printed.startswith("closing cluster\nclosing folder\n")


@pytest.mark.slow
def test_what_was_closed_before_is_left_alone(session):
    session.run(FAKE)
    status, printed = session.run("stack.close()")
    assert (status, printed) == ("ok", "closing cluster\nclosing folder\n")
    assert session.run("1 / 0") == ("error", "")


# The notebook itself, in a real kernel


def cell(name):
    cells = nbformat.from_dict(read(NOTEBOOK)).cells
    return next(each.source for each in cells if each.id == name)


LEFT = """
import multiprocessing, os
print(len(multiprocessing.active_children()))
"""


def start(session, *names):
    for name in names:
        status, printed = session.run(cell(name))
        assert status == "ok", printed


def in_no_time(session):
    """Say that no process is left, after a moment at most."""
    for _ in range(50):
        _, printed = session.run(LEFT)
        if printed == "0\n":
            return True
        time.sleep(0.2)
    return False


@pytest.mark.length
@pytest.mark.skipif(not POSIX, reason="an interrupt is a signal")
def test_an_interrupted_pool_leaves_no_process(session):
    start(session, "setup", "loop-guess", "loop-run", "threads-run")
    start(session, "processes-run")
    source = cell("processes-run").replace("three_jobs(pool)", "slow(pool)")
    session.run("def slow(pool): return pool.submit(nap, 'x', 9).result()")
    status, _ = session.run(source, interrupt_after=2.5)
    assert status == "error"
    assert in_no_time(session)


@pytest.mark.slow
@pytest.mark.skipif(not POSIX, reason="an interrupt is a signal")
@pytest.mark.parametrize(
    "how",
    ["fails", pytest.param("is interrupted", marks=pytest.mark.length)],
)
def test_a_cluster_is_gone_when_a_cell(session, how):
    pytest.importorskip("distributed", reason="the extra `cluster`")
    start(session, "setup", "install", "cluster-settings", "cluster-start")
    if how == "fails":
        status, printed = session.run("1 / 0")
    else:
        source = "client.submit(nap, 'x', 30).result()"
        status, printed = session.run(source, interrupt_after=1)
    assert status == "error"
    assert "closed, because this cell failed" in printed
    assert in_no_time(session)
    there = "print(os.path.exists(folder))"
    assert session.run(there) == ("ok", "False\n")


@pytest.mark.slow
@pytest.mark.skipif(not POSIX, reason="processes are looked up in /proc")
def test_a_cluster_is_gone_when_its_kernel_is_killed(session):
    pytest.importorskip("distributed", reason="the extra `cluster`")
    start(session, "setup", "install", "cluster-settings", "cluster-start")
    _, printed = session.run(
        "import multiprocessing\n"
        "print(*[x.pid for x in multiprocessing.active_children()])"
    )
    pids = list(map(int, printed.split()))
    assert len(pids) == 2
    _, printed = session.run("import os; print(os.getpid())")
    os.kill(int(printed), signal.SIGKILL)
    deadline = time.monotonic() + 30
    while any(map(is_alive, pids)) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert not any(map(is_alive, pids))


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with open(f"/proc/{pid}/stat") as stat:
        return stat.read().rpartition(")")[2].split()[0] != "Z"


@pytest.mark.slow
def test_without_dask_the_second_cell_says_what_to_install(session):
    session.run("import sys; sys.modules['distributed'] = None")
    start(session, "setup")
    assert session.run(cell("install")) == (
        "ok",
        "no cluster: pip install distributed, and restart the kernel\n",
    )
