"""Run notebooks in place, on the virtual clock: `make notebooks`.

    python -m tests.tools.execute_notebooks             all of them
    python -m tests.tools.execute_notebooks 04          whose name has "04"
    python -m tests.tools.execute_notebooks --redraw    keep no old pictures

This is the one way in which stored outputs are made; the cells of exercises
are put in from their files before. Running it twice changes no byte. A cell
that raises, unless it is tagged `raises-exception`, or that writes to stderr
leaves its notebook as it was and fails the whole.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import time
from pathlib import Path

import nbformat
from nbclient.exceptions import (
    CellExecutionError,
    CellTimeoutError,
    DeadKernelError,
)

from tests.tools.exercise_cells import with_exercises
from tests.tools.kernels import clean_environ, executor
from tests.tools.notebook_files import (
    FOLDER,
    NOTEBOOKS,
    Notebook,
    normalised,
    read,
    text_of,
    written,
)

__all__ = ["executed", "main"]


class NotebookError(Exception):
    """A notebook did something that may not be stored."""


def main() -> int:
    """Run the notebooks that the command line names; return 1 if one fails."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="parts of notebooks' names")
    parser.add_argument(
        "--redraw", action="store_true", help="do not keep old pictures"
    )
    options = parser.parse_args()
    chosen = [
        path
        for path in NOTEBOOKS
        if not options.names or any(n in path.stem for n in options.names)
    ]
    if not chosen:
        print(f"No notebook is called like {' or '.join(options.names)}.")
        return 1
    print(f"== Running {len(chosen)} notebooks on the virtual clock")
    return asyncio.run(run_all(chosen, redraw=options.redraw))


async def run_all(paths: list[Path], redraw: bool) -> int:
    """Run notebooks, as many at a time as there are processors."""
    places = asyncio.Semaphore(os.cpu_count() or 1)

    async def run_one(path: Path) -> bool:
        async with places:
            return await update(path, redraw)

    return int(not all(await asyncio.gather(*map(run_one, paths))))


async def update(path: Path, redraw: bool) -> bool:
    """Run one notebook and store it; say so, and tell whether it worked."""
    start = time.monotonic()
    try:
        before = with_exercises(read(path), path.stem)
        refuse_twins(before)
        stored = None if redraw else normalised(before, before)
        after = normalised(await executed(before), stored)
        text = written(after)
    except (NotebookError, nbformat.ValidationError) as error:
        print(f"{path.name}: {error}", flush=True)
        return False
    old = path.read_bytes()
    if changed := text.encode() != old:
        path.write_bytes(text.encode())
    verdict = "changed" if changed else "as it was"
    seconds = time.monotonic() - start
    print(f"{path.name:<40} {seconds:5.1f} s  {verdict}", flush=True)
    return True


async def executed(notebook: Notebook) -> nbformat.NotebookNode:
    """Return the notebook as it is after a run in a kernel of its own."""
    node: nbformat.NotebookNode = nbformat.from_dict(
        {**notebook, **normalised(notebook)}
    )
    for cell in node.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    client = executor(node, FOLDER)
    with clean_environ(COURSE_CLOCK="virtual") as environ:
        try:
            await client.async_execute(env=environ)
        except (CellExecutionError, CellTimeoutError, DeadKernelError) as e:
            raise NotebookError(f"a cell failed\n{e}") from e
    refuse_stderr(node)
    return node


def refuse_twins(notebook: Notebook) -> None:
    """Raise an error if two cells have one id."""
    ids = [cell["id"] for cell in notebook["cells"] if "id" in cell]
    twins = sorted({i for i in ids if ids.count(i) > 1})
    if twins:
        raise NotebookError(f"two cells have the id {twins[0]!r}; rename one")


def refuse_stderr(notebook: Notebook) -> None:
    """Raise an error if a cell wrote to stderr."""
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            if output.get("name") == "stderr":
                raise NotebookError(
                    f"cell {cell['id']!r} wrote to stderr:\n"
                    + text_of(output["text"])
                )


if __name__ == "__main__":
    sys.exit(main())
