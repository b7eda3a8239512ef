"""The command line: says what was made, and where it is.

    python -m helpers.workshop handouts              what `make handouts` does
    python -m helpers.workshop handouts --paper Letter
    python -m helpers.workshop slides 04             of the notebooks named

All goes into `dist`, which git ignores.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from importlib.util import find_spec
from pathlib import Path

from helpers.workshop.papers import PAPERS

__all__ = ["main"]

ROOT = Path(__file__).resolve().parents[2]
COURSE = "notebooks"
INSTALL = 'pip install -e ".[handouts]"'
NEEDED = {
    "handouts": ("nbclient", "mistune", "weasyprint"),
    "slides": ("nbclient", "mistune"),
}


def main(
    arguments: Sequence[str] | None = None, root: Path | None = None
) -> int:
    """Make handouts or slides; return the exit status."""
    options = _parser().parse_args(arguments)
    root = root or ROOT
    if missing := [
        name for name in NEEDED[options.what] if not find_spec(name)
    ]:
        return _refuse(f"{missing[0]} is not installed: {INSTALL}")
    paths = _chosen(root / COURSE, options.names)
    if not paths:
        return _refuse(f"no notebook is called {' or '.join(options.names)}")
    folder = options.out or root / "dist" / options.what
    start = time.monotonic()
    try:
        if options.what == "slides":
            _make_slides(paths, folder)
        else:
            _make_handouts(paths, folder, options.paper)
    except (OSError, RuntimeError) as error:
        return _refuse(str(error))
    _say(f"{folder} is ready after {time.monotonic() - start:.0f} s")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m helpers.workshop",
        description="Make handouts and a poster, or slides, of the notebooks.",
    )
    parser.add_argument("what", choices=NEEDED)
    parser.add_argument(
        "names", nargs="*", help="parts of notebooks' names (all)"
    )
    parser.add_argument("--paper", choices=PAPERS, default="A4")
    parser.add_argument("--out", type=Path, help="a folder (dist/...)")
    return parser


def _chosen(folder: Path, names: Sequence[str]) -> list[Path]:
    paths = sorted(folder.glob("[0-9][0-9]_*.ipynb"))
    return [
        path
        for path in paths
        if not names or any(name in path.stem for name in names)
    ]


def _make_slides(paths: list[Path], folder: Path) -> None:
    from helpers.workshop.executing import all_executed
    from helpers.workshop.slides import write_slides

    folder.mkdir(parents=True, exist_ok=True)
    _say(f"Running {len(paths)} notebooks on the virtual clock")
    for notebook in all_executed(paths):
        count = write_slides(notebook, folder)
        _say(f"{notebook.name}.html: {count} slides")


def _make_handouts(paths: list[Path], folder: Path, paper: str) -> None:
    """Make both sets and the poster, in as many processes as help.

    The routes through the course and the email to attendees lie beside them.
    """
    from helpers.workshop.executing import all_executed
    from helpers.workshop.sets import make_poster, make_set
    from helpers.workshop.sheets import Audience

    folder.mkdir(parents=True, exist_ok=True)
    for text in Path(__file__).parent.glob("*.md"):
        shutil.copy(text, folder)
    _say(f"Running {len(paths)} notebooks on the virtual clock")
    notebooks = all_executed(paths)
    _say("Laying out the pages")
    with ProcessPoolExecutor() as pool:
        sets = [
            pool.submit(make_set, notebooks, audience, paper, folder)
            for audience in Audience
        ]
        poster = pool.submit(make_poster, folder)
        for audience, one in zip(Audience, sets, strict=True):
            _say(f"{audience.value}: {one.result()} pages")
        poster.result()


def _refuse(words: str) -> int:
    print(f"helpers.workshop: {words}", file=sys.stderr)
    return 1


def _say(words: str) -> None:
    print(f"== {words}", flush=True)
