"""Run All, as JupyterLab does it: every cell is queued before one has run.

nbval sends a cell when the last one has answered, so it cannot see a kernel
that drops queued cells.
"""

import queue
import time

import nbformat
import pytest

from tests.tools.kernels import running_kernel
from tests.tools.notebook_files import (
    FOLDER,
    RUNNABLE,
    merged,
    read,
    sanitised,
    text_of,
)

AT_ONCE = ("00", "12")  # a part of `make test`; nbval runs all there
SLOWLY_WRONG = "import time; time.sleep(1); 1 / 0"
PATIENCE = 30  # seconds without a word from the kernel


def run_all(client, cells):
    """Queue all cells; return their replies and outputs, in order of reply.

    Each is (cell id, status, outputs). A cell that never answers is missing.
    """
    names = {}
    for cell in cells:
        message = client.execute(
            cell["source"],
            store_history=True,
            allow_stdin=False,
            stop_on_error=not may_fail(cell),
        )
        names[message] = cell["id"]
    outputs = outputs_until_idle(client, set(names))
    replies = []
    while len(replies) < len(names):
        try:
            reply = client.get_shell_msg(timeout=1)
        except queue.Empty:
            break
        message = reply["parent_header"].get("msg_id")
        if message in names:
            status = reply["content"]["status"]
            replies.append((names[message], status, outputs[message]))
    return replies


def outputs_until_idle(client, waiting):
    """Return the outputs by message, when all answered or the kernel rests."""
    outputs = {message: [] for message in waiting}
    deadline = time.monotonic() + PATIENCE
    while waiting and time.monotonic() < deadline:
        try:
            message = client.get_iopub_msg(timeout=1)
        except queue.Empty:
            continue
        deadline = time.monotonic() + PATIENCE
        parent = message["parent_header"].get("msg_id")
        if parent not in outputs:
            continue
        if message["content"].get("execution_state") == "idle":
            waiting = waiting - {parent}
        else:
            take(message, outputs[parent])
    return outputs


def take(message, outputs):
    """Do to a cell's outputs what the message says."""
    kind = message["msg_type"]
    if kind == "clear_output":
        outputs.clear()
    elif kind in ("stream", "display_data", "execute_result", "error"):
        outputs.append(nbformat.v4.output_from_msg(message))


def may_fail(cell):
    return "raises-exception" in cell["metadata"].get("tags", [])


def in_text(outputs):
    """Return what can be compared of outputs: everything but pictures."""
    lines = []
    for output in list(merged([dict(output) for output in outputs])):
        kind = output["output_type"]
        if kind == "stream":
            lines.append((output["name"], sanitised(output["text"])))
        elif kind == "error":
            lines.append((output["ename"], sanitised(output["evalue"])))
        else:
            plain = text_of(output["data"].get("text/plain", ""))
            page = text_of(output["data"].get("text/html", ""))
            lines.append((kind, sanitised(plain), sanitised(page)))
    return lines


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(
            path,
            id=path.stem,
            marks=() if path.stem[:2] in AT_ONCE else pytest.mark.length,
        )
        for path in RUNNABLE
    ],
)
def test_every_queued_cell_answers_with_its_stored_output(path):
    cells = [c for c in read(path)["cells"] if c["cell_type"] == "code"]
    with running_kernel("virtual", cwd=str(FOLDER)) as (_, client):
        replies = run_all(client, cells)
    assert [name for name, _, _ in replies] == [c["id"] for c in cells]
    for cell, (name, status, outputs) in zip(cells, replies, strict=True):
        assert status in (("ok", "error") if may_fail(cell) else ("ok",)), name
        assert in_text(outputs) == in_text(cell["outputs"]), name


def test_a_queued_cell_that_is_not_run_does_not_pass_unseen():
    cells = [
        {"id": "good", "source": "1", "metadata": {}},
        # By then the next one is queued, however busy the machine is.
        {"id": "bad", "source": SLOWLY_WRONG, "metadata": {}},
        {"id": "dropped", "source": "2", "metadata": {}},
    ]
    with running_kernel("virtual", cwd=str(FOLDER)) as (_, client):
        replies = run_all(client, cells)
    assert [(name, status) for name, status, _ in replies] == [
        ("good", "ok"),
        ("bad", "error"),
        ("dropped", "aborted"),
    ]


@pytest.mark.length
def test_without_dask_the_cells_of_20_that_need_it_say_so():
    path = next(path for path in RUNNABLE if path.stem.startswith("20"))
    cells = [c for c in read(path)["cells"] if c["cell_type"] == "code"]
    none = (
        "import sys; sys.modules['distributed'] = sys.modules['dask'] = None"
    )
    cells.insert(0, {"id": "none", "source": none, "metadata": {}})
    with running_kernel("virtual", cwd=str(FOLDER)) as (_, client):
        replies = run_all(client, cells)
    assert {status for _, status, _ in replies} == {"ok"}
    said = [
        name
        for name, _, outputs in replies
        if "skipped, for it needs Dask: pip" in str(outputs)
    ]
    assert said == [
        *("cluster-settings", "cluster-start", "cluster-run", "pure-wrong"),
        *("stay-right", "killed-right", "front-run", "cost-there"),
        "flood-wrong",
    ]
