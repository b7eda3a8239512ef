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


CALLBACKS = """
import asyncio

def tick(left):
    print("tick", left)
    if left:
        loop.call_later(0.1, tick, left - 1)
    else:
        loop.stop()

loop = asyncio.new_event_loop()
loop.call_soon(tick, 2)
loop.run_forever()
loop.close()
"""


@pytest.mark.parametrize("clock", [[], ["--virtual"]], ids=["real", "virtual"])
def test_a_script_of_callbacks_only_is_drawn(script, clock):
    name = script(CALLBACKS)
    done = call(script.folder, *clock, name)
    assert done.returncode == 0
    assert done.stdout == "tick 2\ntick 1\ntick 0\n"
    title, lane, _ = done.stderr.splitlines()
    assert title == "script.py"
    assert lane.startswith("callbacks of the loop |")
    assert lane.endswith("|  called tick x 3")
    assert lane.count("|") == 3


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


# -- threads and children


BOT = """
import asyncio, sys, threading
from concurrent.futures import ThreadPoolExecutor

async def bot():
    await asyncio.sleep(0.2)
    print("bot is done")

def when_main_is_over():
    threading.main_thread().join()
    asyncio.run(bot())

"""


@pytest.mark.parametrize(
    "start",
    [
        "threading.Thread(target=lambda: asyncio.run(bot())).start()",
        "threading.Thread(target=when_main_is_over).start()",
        "ThreadPoolExecutor().submit(asyncio.run, bot())",
        "threading.Thread(target=when_main_is_over).start()\nsys.exit()",
    ],
)
def test_a_loop_in_a_thread_is_waited_for(script, start):
    name = script(BOT + start)
    plain = call(script.folder, name, module=False)
    done = call(script.folder, "--virtual", name)
    assert (done.returncode, done.stdout) == (0, plain.stdout)
    assert done.stdout == "bot is done\n"
    assert done.stderr.startswith("script.py\nbot() |--")
    assert "returned at 0.2" in done.stderr


def test_a_daemon_is_not_waited_for(script):
    name = script(
        BOT + "threading.Thread(target=threading.Event().wait, daemon=True)"
        ".start()\nasyncio.run(bot())\n"
    )
    assert call(script.folder, "--virtual", name).returncode == 0


@pytest.mark.skipif(os.name != "posix", reason="sends a Unix signal")
@pytest.mark.parametrize("start", [[], ["-m", "helpers", "--out", "run.txt"]])
def test_to_wait_for_threads_can_be_interrupted(script, start):
    name = script(
        BOT.replace("asyncio.sleep(0.2)", "say_and_sleep()")
        + "async def say_and_sleep():\n"
        "    loop = asyncio.get_running_loop()\n"
        "    loop.call_soon(lambda: print('go', flush=True))\n"
        "    await asyncio.sleep(30)\n\n"
        + "threading.Thread(target=when_main_is_over).start()\n"
    )
    process = subprocess.Popen(
        [sys.executable, *start, name],
        cwd=script.folder,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "go\n"
    process.send_signal(signal.SIGINT)
    _, complaints = process.communicate(timeout=20)
    assert process.returncode == 0
    assert complaints.count("Traceback") == 1
    assert "KeyboardInterrupt" in complaints
    assert "helpers" not in complaints
    if start:
        text = (script.folder / "run.txt").read_text(encoding="utf-8")
        assert "still waiting on sleep" in text


FORKS = {
    "fork": """
child = os.fork()
if child == 0:
    asyncio.run(work("child"))
    sys.exit(7)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
asyncio.run(work("parent"))
""",
    "fork in a loop": """
async def main():
    child = os.fork()
    if child == 0:
        asyncio.events._set_running_loop(None)
        asyncio.run(work("child"))
        sys.stdout.flush()
        os._exit(7)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
    await work("parent")

asyncio.run(main())
""",
    "multiprocessing": """
def in_child():
    asyncio.run(work("child"))
    sys.exit(7)

child = multiprocessing.get_context("fork").Process(target=in_child)
child.start()
child.join()
print(child.exitcode, flush=True)
asyncio.run(work("parent"))
""",
    "subprocess": """
if sys.argv[1:]:
    asyncio.run(work("child"))
    sys.exit(7)
print(subprocess.run([sys.executable, __file__, "child"]).returncode)
asyncio.run(work("parent"))
""",
}
CHILD = """
import asyncio, multiprocessing, os, subprocess, sys

async def work(who):
    await asyncio.sleep(0.01)
    print(who, flush=True)
"""


@pytest.mark.parametrize("fork", FORKS.values(), ids=FORKS)
def test_a_child_leaves_the_chart_to_its_parent(script, fork):
    if not hasattr(os, "fork"):
        pytest.skip("needs os.fork")
    name = script(CHILD + fork)
    done = call(script.folder, "--out", "run.txt", name)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split() == ["child", "7", "parent"]
    files = sorted(each.name for each in script.folder.iterdir())
    assert files == ["run.txt", "script.py"]
    text = (script.folder / "run.txt").read_text(encoding="utf-8")
    assert "work('parent')" in text
    assert "work('child')" not in text


@pytest.mark.skipif(
    sys.version_info < (3, 12) or not hasattr(os, "fork"),
    reason="sys.monitoring came with Python 3.12, and Windows has no fork",
)
def test_a_child_is_not_watched(script):
    name = script(
        CHILD + "import threading\n"
        "def tools():\n    return list(map(sys.monitoring.get_tool, (3, 4)))\n"
        "async def main():\n"
        "    if os.fork() == 0:\n"
        "        print(tools(), flush=True)\n        os._exit(0)\n"
        "    os.wait()\n"
        "    print(tools(), flush=True)\n\nasyncio.run(main())\n"
    )
    done = call(script.folder, "--out", "run.txt", name)
    assert done.stdout.splitlines() == [
        "[None, None]",
        "['asyncio-idioms', None]",
    ]


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
