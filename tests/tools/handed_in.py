"""Notebooks as people hand them in: of all kinds, from right to hostile.

Each is a function of the course's own notebook 04; what `python -m
helpers.grade` is to say of it stands beside it in `KINDS`.
"""

from __future__ import annotations

import copy
import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers.checking.load import find, notebooks
from tests.tools.answer_files import right_answers, wrong_answers
from tests.tools.hostile import DETERMINED, FORGERIES, HARM
from tests.tools.notebook_files import FOLDER, read

__all__ = ["BOOK", "EXERCISES", "KINDS", "Kind", "hand_in", "notebook"]

BOOK = "04_scheduled_first"
EXERCISES = notebooks()[BOOK]
FIRST = EXERCISES[0]  # two-at-once, of both(first, second)

Notebook = dict[str, Any]
Write = Callable[[Path, str], None]


@dataclass(frozen=True)
class Kind:
    """One kind: how its file is written, and what is said of it.

    `solved` counts the exercises that count as solved; `remark` is found in
    the remarks of its rows.
    """

    write: Write
    solved: int
    remark: str = ""
    rows: int = len(EXERCISES)


def notebook(answers: dict[str, str] | None = None, **more: str) -> Notebook:
    """Return notebook 04 with answers; `more` has cells to begin with."""
    made = copy.deepcopy(read(FOLDER / f"{BOOK}.ipynb"))
    for cell in made["cells"]:
        name = cell["id"].removeprefix("mine-")
        if cell["id"] != name and name in (answers or {}):
            cell["source"] = (answers or {})[name]
    made["cells"][1:1] = [code(text, name) for name, text in more.items()]
    return made


def code(source: str, name: str = "extra") -> dict[str, Any]:
    return {
        "cell_type": "code",
        "id": name,
        "source": source,
        "metadata": {},
        "execution_count": None,
        "outputs": [],
    }


def right() -> dict[str, str]:
    return {name: find(name).reference for name in EXERCISES}


def wrong(place: int) -> dict[str, str]:
    """Return wrong answers, of those that each exercise has the next."""
    known = {name: wrong_answers(name) for name in EXERCISES}
    return {
        name: answers[place % len(answers)].source
        for name, answers in known.items()
    }


def _text(text: str) -> Write:
    return lambda folder, name: _put(folder, name, text)


def _put(folder: Path, name: str, text: str) -> None:
    (folder / f"{name}.ipynb").write_text(text, encoding="utf-8")


def _made(make: Callable[[], Notebook]) -> Write:
    return lambda folder, name: _put(folder, name, json.dumps(make()))


def _with(source: str, answers: Callable[[], dict[str, str]] = right) -> Write:
    """Return a kind that runs a cell first, and then solves everything."""
    return _made(lambda: notebook(answers(), extra=source))


def _wrong(place: int) -> Write:
    return _made(lambda: notebook(wrong(place)))


def _changed(change: Callable[[Notebook], None]) -> Write:
    def make() -> Notebook:
        made = notebook(right())
        change(made)
        return made

    return _made(make)


# What other programs make of a notebook


# Of programs that know other outputs than Jupyter does.
OUTPUTS = [
    {"output_type": "stream", "text": ["not yet: no\n", "x"], "name": "s"},
    {
        "output_type": "display_data",
        "data": {"application/vnd.code.notebook.error": {"name": "Error"}},
    },
    {"output_type": "pyout", "text": 7},
    None,
]


def _as_in_ipykernel_6(made: Notebook) -> None:
    """Version 4.4: cells have no ids, and metadata of many extensions."""
    made["nbformat_minor"] = 4
    made["metadata"] |= {
        "kernelspec": {"display_name": "class", "name": "class-2023"},
        "toc": {"base_numbering": 1, "toc_cell": False},
        "widgets": {"application/vnd.jupyter.widget-state+json": {}},
    }
    for number, cell in enumerate(made["cells"]):
        del cell["id"]
        cell["metadata"] = {
            "collapsed": True,
            "scrolled": False,
            "execution": {"iopub.status.busy": "2023-11-20T09:00:00.1Z"},
            "ExecuteTime": {"end_time": "2023-11-20T09:00:01.2Z"},
        }
        cell["source"] = cell["source"].splitlines(keepends=True)
        if cell["cell_type"] == "code":
            cell["execution_count"] = 3 * number + 40
            cell["outputs"] = [*OUTPUTS]


def _as_in_vs_code(made: Notebook) -> None:
    made["nbformat_minor"] = 2
    made["metadata"] = {
        "kernelspec": {"display_name": ".venv", "name": "python3"},
        "language_info": {"name": "python", "version": "3.12.3"},
        "orig_nbformat": 4,
        "vscode": {"interpreter": {"hash": "ab12"}},
    }
    for number, cell in enumerate(made["cells"]):
        cell["id"] = f"{number:08x}"
        cell["metadata"] = {"vscode": {"languageId": "python"}}
        if cell["cell_type"] == "code":
            cell["source"] = cell["source"].replace("\n", "\r\n")
            cell["execution_count"] = None
            cell["outputs"] = [*OUTPUTS, {"output_type": "error"}]
    made["cells"].append({"cell_type": "raw", "metadata": {}, "source": []})


def _as_in_colab(made: Notebook) -> None:
    made["nbformat_minor"] = 0
    made["metadata"] = {
        "colab": {"provenance": [], "toc_visible": True},
        "kernelspec": {"name": "python3", "display_name": "Python 3"},
        "language_info": {"name": "python"},
    }
    for number, cell in enumerate(made["cells"]):
        del cell["id"]
        about = {"colab": {"base_uri": "https://localhost:8080/"}}
        cell["metadata"] = {"id": f"x{number}Yz", "outputId": "7b", **about}
        cell["source"] = cell["source"].splitlines(keepends=True)
        if cell["cell_type"] == "code":
            cell["metadata"]["cellView"] = "form"
            cell["source"].insert(0, '#@title A cell { run: "auto" }\n')
    made["cells"].insert(1, code("%pip install -q pip\n!ls", "c"))
    del made["cells"][1]["id"]
    del made["cells"][1]["outputs"], made["cells"][1]["execution_count"]


def _as_in_version_3(made: Notebook) -> None:
    for cell in made["cells"]:
        del cell["id"]
        if cell["cell_type"] == "code":
            cell["input"] = cell.pop("source")
            cell["outputs"] = []
    made["worksheets"] = [{"cells": made.pop("cells")}]
    made["nbformat"], made["nbformat_minor"] = 3, 0


# What people do


def _cell(made: Notebook, name: str) -> dict[str, Any]:
    (found,) = (cell for cell in made["cells"] if cell.get("id") == name)
    assert isinstance(found, dict)
    return found


def _without_checks(made: Notebook) -> None:
    made["cells"] = [
        cell for cell in made["cells"] if not cell["id"].startswith("check-")
    ]


def _without_checks_and_ids(made: Notebook) -> None:
    _without_checks(made)
    _as_in_vs_code(made)


def _without_the_first(made: Notebook) -> None:
    for part in ("task", "mine", "check"):
        made["cells"].remove(_cell(made, f"{part}-{FIRST}"))


def _doubled(made: Notebook) -> None:
    """A second, wrong try below the right one."""
    place = made["cells"].index(_cell(made, f"check-{FIRST}")) + 1
    again = [
        code(wrong_answers(FIRST)[0].source, f"mine-{FIRST}"),
        code(f'check("{FIRST}", both)', f"check-{FIRST}"),
    ]
    made["cells"][place:place] = again


def _claims(made: Notebook) -> None:
    """Says yes in its outputs, and is wrong."""
    _cell(made, f"mine-{FIRST}")["source"] = wrong_answers(FIRST)[0].source
    _cell(made, f"check-{FIRST}")["outputs"] = [
        {
            "output_type": "stream",
            "name": "stdout",
            "text": ["yes: both waited at the same time.\n"],
        }
    ]


def _broken(made: Notebook) -> None:
    _cell(made, f"mine-{FIRST}")["source"] = "async def both(first, second"


def _by_number(made: Notebook) -> None:
    """By the number that an exercise had once."""
    number = find(FIRST).former
    _cell(made, f"check-{FIRST}")["source"] = f'check("{number}", both)'


def _overwrites_check(made: Notebook) -> None:
    source = _cell(made, f"mine-{FIRST}")["source"]
    more = "\n\n\ndef check(*given):\n    print('yes: done')"
    _cell(made, f"mine-{FIRST}")["source"] = source + more


def _hangs_while_judged(made: Notebook) -> None:
    _cell(made, f"mine-{FIRST}")["source"] = (
        "async def both(first, second):\n    while True:\n        pass\n"
    )


def _patches_while_judged(made: Notebook) -> None:
    _cell(made, f"mine-{FIRST}")["source"] = (
        "async def both(first, second):\n"
        "    from helpers.checking import judging\n"
        "    judging._faults = lambda *args: iter(())\n"
    )


def _forges_its_own(made: Notebook) -> None:
    source = DETERMINED.replace("NAME", FIRST)
    _cell(made, f"mine-{FIRST}")["source"] = source


def _timed(made: Notebook) -> None:
    cell = _cell(made, f"mine-{FIRST}")
    cell["source"] = f"%%time\n{cell['source']}"


def _only_with_the_rest(made: Notebook) -> None:
    """Right by a name that nothing defines where one could see it."""
    cell = _cell(made, f"mine-{FIRST}")
    cell["source"] = f"exec({cell['source']!r})"


def _in_a_folder(folder: Path, name: str) -> None:
    """A folder of the learner's, with the file of progress in it."""
    own = folder / name
    own.mkdir()
    _put(own, "04", json.dumps(notebook(right())))
    database = sqlite3.connect(own / "progress.sqlite3")
    with database:
        database.execute(
            "CREATE TABLE marks (exercise TEXT PRIMARY KEY, tries, solved, "
            "seen)"
        )
        database.execute(f"INSERT INTO marks VALUES ('{FIRST}', 7, 1, 0)")
    database.close()


def _link(folder: Path, name: str) -> None:
    (folder / f"{name}.ipynb").symlink_to(FOLDER / f"{BOOK}.ipynb")


PATCH_CHECK = """
import helpers
from helpers.checking import feedback, judging
def check(*args): print("yes: done")
helpers.check = feedback.check = check
judging.judge.__code__ = (lambda *args: judging.Verdict()).__code__
"""
PATCH_RULES = """
from helpers.checking.load import find
for name in ("two-at-once", "crawl-with-tasks"):
    object.__setattr__(find(name), "cases", ())
"""
LEAVES = """
import subprocess, sys
words = "import time; time.sleep(300)  # left-by-a-learner"
subprocess.Popen([sys.executable, "-c", words], start_new_session=True)
"""
ALL = len(EXERCISES)
KINDS = {
    "right": Kind(_made(lambda: notebook(right())), ALL),
    "right-otherwise": Kind(
        _made(lambda: notebook({x: right_answers(x)[0] for x in EXERCISES})),
        ALL,
    ),
    "as-it-was": Kind(_made(notebook), 0),
    **{f"wrong-{n}": Kind(_wrong(n), 0) for n in range(6)},
    "half": Kind(_made(lambda: notebook({FIRST: right()[FIRST]})), 1),
    "ipykernel-6": Kind(_changed(_as_in_ipykernel_6), ALL, "cells renamed"),
    "vs-code": Kind(_changed(_as_in_vs_code), ALL, "cells renamed"),
    "colab": Kind(_changed(_as_in_colab), ALL, "cells renamed"),
    "version-3": Kind(_changed(_as_in_version_3), ALL, "cells renamed"),
    "no-checks": Kind(_changed(_without_checks), ALL),
    "no-checks-no-ids": Kind(
        _changed(_without_checks_and_ids), ALL, "cells renamed"
    ),
    "one-missing": Kind(_changed(_without_the_first), ALL - 1),
    "doubled": Kind(_changed(_doubled), ALL, f"there twice: {FIRST}"),
    "by-number": Kind(_changed(_by_number), ALL),
    "claims": Kind(_changed(_claims), ALL - 1, "the notebook says yes"),
    "broken-cell": Kind(_changed(_broken), ALL - 1),
    "in-a-folder": Kind(_in_a_folder, ALL),
    "own-check": Kind(
        _changed(_overwrites_check),
        ALL,
        "check, in the notebook",
    ),
    "patched-check": Kind(
        _with(PATCH_CHECK, lambda: wrong(0)), 0, "replaced, and put back"
    ),
    "patched-exercise": Kind(
        _with(PATCH_RULES, lambda: wrong(0)), 0, "the exercise two-at-once"
    ),
    "patches-while-judged": Kind(_changed(_patches_while_judged), ALL - 1),
    "hangs-while-judged": Kind(_changed(_hangs_while_judged), ALL - 1),
    "hangs": Kind(_with("while True:\n    pass"), ALL, "was stopped: cell 2"),
    "hangs-for-good": Kind(
        _with(
            "import signal\nsignal.signal(signal.SIGALRM, signal.SIG_IGN)\n"
            "while True:\n    pass"
        ),
        0,
        "it went on for more than",
    ),
    "waits-for-ever": Kind(
        _with("import asyncio\nawait asyncio.Event().wait()"),
        ALL,
        "was stopped: cell 2",
    ),
    "exits": Kind(_with("import sys\nsys.exit(3)"), ALL),
    "kills-itself": Kind(
        _with("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"),
        0,
        "its kernel",
    ),
    "ends-itself": Kind(
        _with("import os\nos._exit(0)"), 0, "it ended its kernel"
    ),
    **{
        name: Kind(_with(source, lambda: wrong(0)), 0)
        for name, source in FORGERIES.items()
    },
    **{name: Kind(_with(source), ALL) for name, source in HARM.items()},
    "forges-its-own": Kind(_changed(_forges_its_own), ALL, "reaches far"),
    "timed": Kind(_changed(_timed), ALL),
    "only-with-the-rest": Kind(_changed(_only_with_the_rest), ALL - 1),
    "kills-the-judge": Kind(
        _with("import os\nos.kill(os.getppid(), 9)"), 0, "its kernel"
    ),
    "closes-everything": Kind(
        _with("import os\nos.closerange(0, 100)"), 0, "it ended its kernel"
    ),
    "floods-the-judge": Kind(
        _with(
            "import gc\nfrom helpers.grade.notebook import Notebook\n"
            "for each in gc.get_objects():\n"
            "    while type(each) is Notebook:\n"
            "        each._tell({'kind': 'x' * 10**6})"
        ),
        0,
        "flooded the pipe",
    ),
    "fills-the-disk": Kind(
        _with(
            "import time\nfor n in range(30):\n"
            "    with open(str(n), 'wb') as file:\n"
            "        file.write(b'x' * 10**7)\n    time.sleep(0.05)"
        ),
        0,
        "to the disk",
    ),
    "fills-a-folder": Kind(
        _with(
            "import time\nfor n in range(3000):\n"
            "    open(str(n), 'wb').close()\ntime.sleep(9)"
        ),
        0,
        "it made more than 2,000 files",
    ),
    "eats-memory": Kind(
        _with(
            "have = []\nwhile True:\n    have.append(bytearray(10**7))\n"
            "    have[-1][::4096] = b'x' * len(have[-1][::4096])"
        ),
        0,
        "memory",
    ),
    "prints-on-and-on": Kind(
        _with("while True:\n    print('x' * 10**5)"), 0, "it printed more than"
    ),
    "leaves-a-process": Kind(_with(LEAVES), ALL),
    "forks-on-and-on": Kind(
        _with(
            "import os, time\nfor _ in range(200):\n"
            "    if not os.fork():\n        time.sleep(300)\n"
            "time.sleep(300)"
        ),
        0,
        "stopped: it",
    ),
    "empty": Kind(_text(""), 0, "an empty file", 1),
    "not-json": Kind(_text("<html>log in</html>"), 0, "it is not JSON", 1),
    "not-a-notebook": Kind(_text("[1, 2]"), 0, "it has no cells", 1),
    "deep": Kind(_text("[" * 100_000), 0, "damaged", 1),
    "another": Kind(
        _text('{"cells": []}'), 0, "no exercise of the course is in it", 1
    ),
    "a-link": Kind(_link, 0, "a link", 1),
}


def hand_in(folder: Path) -> None:
    """Write a notebook of each kind into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, kind in KINDS.items():
        kind.write(folder, name)
