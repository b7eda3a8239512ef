"""Cells that need what is not installed are skipped, and no others."""

import pytest

from helpers.carriers.skipping import Skipping, skip_cells_with
from tests.tools.notebook_files import ROOT, read

SAID = "print('skipped, for it needs a cluster')\n"


def skipped(*cells):
    """Say of each cell whether it is skipped, where there is no cluster."""
    skipping = Skipping(("Client", "dask"), "a cluster")
    put = [skipping(cell.splitlines(keepends=True)) for cell in cells]
    assert all(
        lines in ([SAID], cell.splitlines(keepends=True))
        for cell, lines in zip(cells, put, strict=True)
    )
    return [lines == [SAID] for lines in put]


@pytest.mark.parametrize(
    "cell",
    [
        "client = Client()",
        "import dask\ndask.config.set({})",
        "import dask",
        "from dask.utils import key_split",
        "def far(number):\n    return Client().submit(abs, number)",
        "async with Client(asynchronous=True) as far:\n    await far",
        "class Far(Client):\n    pass",
        "print([Client(x) for x in 'ab'])",
    ],
)
def test_a_cell_that_uses_a_missing_name_is_skipped(cell):
    assert skipped(cell) == [True]


@pytest.mark.parametrize(
    "cell",
    [
        "run(main())",
        "def far(Client):\n    return Client.submit(abs, 1)",
        "print('Client', pool.Client)  # Client",
        "from distributed import Client",
        "await main()",
        "client = (",
        "",
    ],
)
def test_another_cell_is_left_as_it_is(cell):
    assert skipped(cell) == [False]


def test_what_needs_a_skipped_cell_is_skipped_too():
    cells = "client = Client()", "rolls = [client.submit(abs, 1)]", "rolls[0]"
    assert skipped(*cells) == [True, True, True]


def test_what_is_imported_again_is_there_again():
    cells = "import os\nClient(os.name)", "import os\nos.name", "os.getpid()"
    assert skipped(*cells) == [True, False, False]


def test_a_module_of_which_something_is_imported_is_there():
    cells = "import os\nClient(os.name)", "from os import getpid\ngetpid()"
    assert skipped(*cells) == [True, False]


def test_a_name_that_is_bound_elsewhere_is_there_again():
    cells = "found = Client()", "found = 1", "print(found)"
    assert skipped(*cells) == [True, False, False]


def test_outside_of_a_notebook_nothing_is_done():
    assert skip_cells_with("Client", needs="a cluster") is None


def test_of_notebook_20_the_cells_of_the_cluster_are_skipped():
    path = ROOT / "notebooks" / "20_beyond_one_machine.ipynb"
    cells = [x for x in read(path)["cells"] if x["cell_type"] == "code"]
    skipping = Skipping(("Client", "wait", "dask"), "a cluster")
    found = [
        cell["id"]
        for cell in cells
        if skipping(["".join(cell["source"])]) == [SAID]
    ]
    assert found == [
        *("cluster-settings", "cluster-start", "cluster-run", "pure-wrong"),
        *("stay-right", "killed-right", "front-run", "cost-there"),
        "flood-wrong",
    ]
