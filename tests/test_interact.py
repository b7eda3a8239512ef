"""Sliders where somebody moves them, and a still picture elsewhere."""

import asyncio

import nbformat
import pytest

from helpers import interact, run, sleeper
from tests.test_live import kernel, kinds, left, messages
from tests.tools.execute_notebooks import executed

__all__ = ["kernel"]  # a fixture

PROGRAM = """def timings(slow=3.0, jobs=2):
    async def main():
        quick = [sleeper(f"b{n}", 1) for n in range(jobs)]
        return await asyncio.gather(sleeper("slow", slow), *quick)

    return run(main(), clock="virtual")
"""
CELL = f"{PROGRAM}\n\ninteract(timings, slow=(0.5, 5, 0.5), jobs=(1, 9))"


def timings(seconds=2.0):
    return run(sleeper("x", seconds), clock="virtual")


def test_without_anybody_it_is_the_picture_of_the_first_values(kernel):
    told = messages(kernel, CELL, allow_stdin=False)
    (_, data), printed = left(told)
    assert printed == ("stdout", "b0\nb1\nslow\n")
    assert data["text/plain"].startswith("returned ['slow', 'b0', 'b1'] after")
    assert "<img alt=" in data["text/html"]


def test_without_anybody_no_comm_is_opened(kernel):
    told = messages(kernel, CELL, allow_stdin=False)
    assert not [kind for kind in kinds(told) if kind.startswith("comm")]


def test_somebody_gets_sliders(kernel):
    pytest.importorskip("ipywidgets")
    told = messages(kernel, CELL)
    assert "comm_open" in kinds(told)
    (widget,) = [
        data
        for kind, data in left(told)
        if kind == "display_data"
        and "application/vnd.jupyter.widget-view+json" in data
    ]
    assert "interactive" in widget["text/plain"]


def test_in_a_terminal_it_is_the_text(capsys):
    interact(timings, seconds=(1, 5))
    assert capsys.readouterr().out.startswith("returned 'x' after 2 s\n")


def test_a_slider_needs_a_place_to_stand_at():
    def without(seconds):
        return timings(seconds)

    with pytest.raises(TypeError, match=r"needs a default for seconds"):
        interact(without, seconds=(1, 5))


def test_executed_by_nbclient_it_stores_the_same_each_time():
    setup = "import asyncio\nfrom helpers import interact, run, sleeper"
    cells = [setup, *5 * [CELL]]
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(each) for each in cells],
        metadata={"kernelspec": {"name": "python3", "display_name": "x"}},
    )
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number}"
    node = asyncio.run(executed(notebook))
    first, *others = [cell.outputs for cell in node.cells[1:]]
    assert [output.output_type for output in first] == [
        "display_data",
        "stream",
    ]
    assert all(each == first for each in others)
