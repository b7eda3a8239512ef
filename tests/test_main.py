"""`python -m helpers script.py`: a script runs unchanged, and is drawn."""

import json
import os
import re
import signal
import subprocess
import sys
import xml.dom.minidom
from pathlib import Path

import pytest

SCRIPT = """
import asyncio, sys, time

async def work(seconds):
    await asyncio.sleep(seconds)
    print("slept", seconds)
    return seconds

async def main():
    return await asyncio.gather(work(0.2), work(0.1))

if __name__ == "__main__":
    began = time.monotonic()
    print(asyncio.run(main()), file=sys.stderr)
"""


@pytest.fixture
def script(tmp_path):
    def write(text, name="script.py"):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return name

    write.folder = tmp_path
    return write


def call(folder, *arguments, module=True):
    start = [sys.executable, "-m", "helpers"] if module else [sys.executable]
    root = str(Path(__file__).parents[1])
    return subprocess.run(
        [*start, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": root},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def without_chart(text, title="script.py"):
    return text.partition(f"{title}\n")[0]


def test_a_script_prints_what_it_prints_and_the_chart_follows(script):
    name = script(SCRIPT)
    done = call(script.folder, "--virtual", name)
    assert done.returncode == 0
    assert done.stdout == "slept 0.1\nslept 0.2\n"
    *chart, axis, _ = re.sub(r"(.)\1+", r"\1", done.stderr).split("\n")
    assert "\n".join(chart) == (
        "[0.2, 0.1]\n"
        "script.py\n"
        "main() |-| returned [0.2, 0.1] at 0.2\n"
        "work(0.2) |-| 0.2 at 0.2\n"
        "work(0.1) |-|/ 0.1 at 0.1"
    )
    assert axis.endswith(" seconds")


def test_on_the_real_clock_it_takes_real_time(script):
    name = script(
        SCRIPT + "    print(time.monotonic() - began, file=sys.stderr)\n"
    )
    done = call(script.folder, "--out", "run.json", name)
    (timeline,) = json.loads((script.folder / "run.json").read_text())[
        "timelines"
    ]
    result, passed = done.stderr.splitlines()
    assert result == "[0.2, 0.1]"
    assert timeline["clock"] == "real"
    assert 0.2 <= timeline["seconds"] <= float(passed)


@pytest.mark.parametrize(
    "text",
    [
        "import sys; print(sys.argv, __name__, __file__, sys.path[0])\n",
        "import asyncio\nasyncio.run(asyncio.sleep(0))\nraise SystemExit(3)\n",
        "import asyncio\nasyncio.run(asyncio.sleep(0))\nexit('a word')\n",
        "import asyncio\n\nasync def main():\n    await asyncio.sleep(0)\n"
        "    int('x')\n\nasyncio.run(main())\n",
        "import asyncio\n\nasync def main():\n"
        "    asyncio.get_running_loop().create_future().set_exception(\n"
        "        ValueError('lost'))\n\nasyncio.run(main())\n",
        "import asyncio\nasyncio.run(asyncio.sleep(0))\n"
        "import neighbour\nprint(neighbour.__name__)\n",
        "import atexit, asyncio\natexit.register(print, 'at exit')\n"
        "asyncio.run(asyncio.sleep(0))\n",
    ],
    ids="argv status word error lost neighbour atexit".split(),
)
def test_output_and_status_are_the_scripts(script, text):
    script("", "neighbour.py")
    name = script(text)
    plain = call(script.folder, name, "-x", "--out", "y", module=False)
    drawn = call(script.folder, name, "-x", "--out", "y")
    own = drawn.stderr
    if "ran no event loop" in own:
        own = own.partition("helpers: ")[0]
        assert drawn.returncode == 2
    else:
        assert drawn.returncode == plain.returncode
    assert drawn.stdout == plain.stdout
    assert without_chart(own) == plain.stderr


def test_a_script_that_fails_leaves_its_chart(script):
    name = script(SCRIPT.replace('print("slept"', "print(1 / 0"))
    done = call(script.folder, "--virtual", "--out", "run.txt", name)
    assert done.returncode == 1
    assert done.stderr.endswith("ZeroDivisionError: division by zero\n")
    assert "helpers" not in done.stderr
    chart = (script.folder / "run.txt").read_text(encoding="utf-8")
    assert "raised ZeroDivisionError: division by zero at 0.1" in chart


@pytest.mark.parametrize("options", [[], ["--virtual"]])
def test_a_script_that_nobody_will_wake_ends_and_says_where(script, options):
    name = script(
        "import asyncio\n\nasync def ev():\n"
        "    await asyncio.Event().wait()\n\nasyncio.run(ev())\n"
    )
    done = call(script.folder, *options, "--out", "run.txt", name)
    assert done.returncode == 1
    assert done.stderr.endswith(
        "ev() waits on Event.wait, line 4: await asyncio.Event().wait()\n"
    )
    chart = (script.folder / "run.txt").read_text(encoding="utf-8")
    assert "x  waiting for ever on Event.wait at 0" in chart


def test_a_script_that_watches_the_virtual_clock_lets_it_pass(script):
    name = script(
        "import asyncio\n\nasync def main():\n"
        "    loop = asyncio.get_running_loop()\n"
        "    end = loop.time() + 0.3\n"
        "    while loop.time() < end:\n        pass\n"
        "    print(round(loop.time(), 1))\n\nasyncio.run(main())\n"
    )
    done = call(script.folder, "--virtual", name)
    assert done.stdout == "0.3\n"
    assert "returned at 0.3" in done.stderr


@pytest.mark.skipif(os.name != "posix", reason="sends a Unix signal")
def test_a_script_that_is_interrupted_leaves_its_chart(script):
    name = script(
        "import asyncio\n\nasync def main():\n    print('go', flush=True)\n"
        "    await asyncio.sleep(30)\n\nasyncio.run(main())\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "helpers", "--out", "run.txt", name],
        cwd=script.folder,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "go\n"
    process.send_signal(signal.SIGINT)
    _, complaints = process.communicate(timeout=20)
    assert process.returncode == -signal.SIGINT
    assert complaints.endswith("KeyboardInterrupt\n")
    assert "main() " in (script.folder / "run.txt").read_text()


def test_pictures_of_all_kinds_and_a_trace(script):
    name = script(SCRIPT)
    folder = script.folder
    for kind in ("png", "svg", "pdf"):
        done = call(folder, "--virtual", "--out", f"run.{kind}", name)
        assert (done.returncode, done.stderr) == (0, "[0.2, 0.1]\n")
    assert (folder / "run.png").read_bytes().startswith(b"\x89PNG")
    assert (folder / "run.pdf").read_bytes().startswith(b"%PDF")
    xml.dom.minidom.parse(str(folder / "run.svg"))
    call(folder, "--virtual", "--trace", "trace.json", name)
    trace = json.loads((folder / "trace.json").read_text())
    tracks = {
        event["tid"]: event["args"]["name"]
        for event in trace["traceEvents"]
        if event["name"] == "thread_name"
    }
    assert tracks == {1: "main()", 2: "work(0.2)", 3: "work(0.1)"}


def test_a_timeline_that_was_saved_is_drawn_later(script):
    name = script(SCRIPT)
    call(script.folder, "--virtual", "--out", "run.json", name)
    done = call(script.folder, "run.json")
    assert done.returncode == 0
    assert done.stderr.startswith("script.py\nmain()    |----")


@pytest.mark.parametrize(
    ("start", "found"),
    [
        ("loop = asyncio.new_event_loop()", "loop.run_until_complete"),
        ("loop = asyncio.SelectorEventLoop()", "loop.run_until_complete"),
        ("runner = asyncio.Runner()", "runner.run"),
        (
            "runner = asyncio.Runner(loop_factory=asyncio.SelectorEventLoop)",
            "runner.run",
        ),
    ],
)
@pytest.mark.parametrize("clock", ["--virtual", "--out=run.txt"])
def test_every_way_to_a_loop_is_recorded(script, start, found, clock):
    name = script(
        f"import asyncio\n{start}\n{found}(asyncio.sleep(0.01))\n"
        f"{start.split()[0]}.close()\n"
    )
    done = call(script.folder, clock, name)
    assert (done.returncode, done.stderr.count("helpers:")) == (0, 0)


# -- wrong input: one clear sentence, and a status that is not 0


def sentence(done):
    assert done.returncode == 2
    (line,) = [
        each[9:]
        for each in done.stderr.splitlines()
        if each.startswith("helpers: ")
    ]
    return line


def test_a_script_that_is_not_there(script):
    done = call(script.folder, "missing.py")
    assert sentence(done) == (
        "cannot read missing.py: no such file or directory"
    )


def test_a_folder_is_no_script(script):
    assert sentence(call(script.folder, ".")) == ". is a folder, not a script"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Dear diary,\n", "line 1: invalid syntax"),
        ("print(1\n", r"line 1: '\(' was never closed"),
        ("print(1)\n\0", "(line 2: )?source code .* null bytes"),
    ],
)
def test_a_script_that_is_not_python(script, text, why):
    name = script(text, "letter.txt")
    found = sentence(call(script.folder, name))
    assert re.fullmatch(f"letter.txt is not Python: {why}", found)


def test_a_script_that_never_starts_a_loop(script):
    done = call(script.folder, script("print('hello')\n"))
    assert done.stdout == "hello\n"
    assert sentence(done) == (
        "script.py ran no event loop, so there is nothing to draw: does it "
        "call asyncio.run(...)?"
    )


def test_a_script_that_starts_two_loops_gets_both_drawn(script):
    name = script(
        "import asyncio\nasyncio.run(asyncio.sleep(1))\n"
        "asyncio.run(asyncio.sleep(2))\n"
    )
    done = call(script.folder, "--virtual", name)
    assert sentence(done) == (
        "script.py ran 2 event loops: the chart shows one below the other, "
        "each from its own beginning"
    )
    assert done.stderr.count("script.py\nsleep(") == 2


def test_a_script_that_ends_with_os_exit(script):
    name = script(
        "import asyncio, os\n\nasync def main():\n"
        "    await asyncio.sleep(1)\n    os._exit(0)\n\nasyncio.run(main())\n"
    )
    done = call(script.folder, "--virtual", name)
    assert sentence(done) == (
        "script.py called os._exit(0): the chart ends there"
    )
    assert "still waiting on sleep" in done.stderr


def test_a_child_may_call_os_exit(script):
    if not hasattr(os, "fork"):
        pytest.skip("needs os.fork")
    name = script(
        "import asyncio, os\nasyncio.run(asyncio.sleep(0))\n"
        "child = os.fork()\nif child == 0:\n    os._exit(7)\n"
        "print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))\n"
    )
    done = call(script.folder, "--virtual", name)
    assert (done.returncode, done.stdout) == (0, "7\n")


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("nowhere/run.png", "no such file or directory"),
        ("script.py/run.png", "not a directory"),
        ("run.gif", "its name must end in .png, .svg, .pdf, .txt, .json"),
    ],
)
def test_an_output_that_cannot_be_written(script, path, why):
    name = script("print('ran')\n")
    if os.name != "posix":
        why = ".*"
    for option in ("--out", "--trace"):
        done = call(script.folder, option, path, name)
        where = re.escape(str(script.folder / path))
        assert re.fullmatch(f"cannot write {where}: {why}", sentence(done))
        assert done.stdout == ""  # it was not run in vain


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (
            '{"format": "asyncio timelines", "version": 99}',
            "this JSON is of version 99, and only version 1 can be read "
            "here: make it again, or use the helpers that made it",
        ),
        (
            "[]",
            'this JSON holds no timelines: its "format" is not '
            '"asyncio timelines"',
        ),
        (
            "{",
            "this is not JSON: Expecting property name enclosed in double "
            "quotes: line 1 column 2 (char 1)",
        ),
    ],
)
def test_a_json_that_cannot_be_drawn(script, text, why):
    name = script(text, "run.json")
    assert sentence(call(script.folder, name)) == (
        f"cannot read run.json: {why}"
    )


def test_sockets_on_the_virtual_clock_get_their_sentence(script):
    name = script(
        "import asyncio\nasyncio.run(asyncio.open_connection('x', 1))\n"
    )
    done = call(script.folder, "--virtual", name)
    assert done.returncode == 1
    assert "run this program" in done.stderr
