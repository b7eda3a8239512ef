"""The server is the program that notebook 13 grows."""

import inspect
import json
import re
from pathlib import Path

import helpers.wsgi
from helpers.wsgi.server import heart

ROOT = Path(__file__).parents[2]
LESSON = ROOT / "notebooks" / "13_wsgi_server.ipynb"
FOLDER = Path(helpers.wsgi.__file__).parent
STATION = re.compile(r"^    (\d) (\w+)", re.MULTILINE)


def cell(name: str) -> str:
    cells = json.loads(LESSON.read_text(encoding="utf-8"))["cells"]
    return "".join(next(c["source"] for c in cells if c["id"] == name))


def test_the_heart_is_a_cell_of_the_lesson() -> None:
    head, *lines = cell("heart").splitlines()
    assert head == "async def heart(server, start):"
    assert [*inspect.signature(heart).parameters] == ["server", "start"]
    ours = inspect.getsource(heart).partition('.\n    """\n')[2]
    assert ours.splitlines() == lines


def test_the_map_has_eight_stations_and_they_exist() -> None:
    assert helpers.wsgi.__doc__ is not None
    stations = STATION.findall(helpers.wsgi.__doc__)
    assert [int(number) for number, _ in stations] == [*range(1, 9)]
    assert all((FOLDER / f"{name}.py").exists() for _, name in stations)


def test_the_docstring_names_every_module() -> None:
    modules = {path.stem for path in FOLDER.glob("[a-z]*.py")}
    about = set(re.findall(r"\w+", helpers.wsgi.__doc__ or ""))
    assert modules <= about


def test_the_server_fits_into_an_evening() -> None:
    lines = [p.read_text().count("\n") for p in FOLDER.glob("*.py")]
    assert sum(lines) <= 2000
