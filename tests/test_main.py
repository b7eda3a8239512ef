"""`python -m helpers script.py`: a script runs unchanged, and is drawn."""

import json
import os
import re
import signal
import subprocess
import sys
import time
import xml.dom.minidom
from pathlib import Path

import pytest

from helpers import Timeline

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


def begun(folder, *arguments):
    """Start Python on something that is to go on meanwhile."""
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


STRANGE = """
import asyncio, io, logging, os, sys, threading

async def main():
    print("text")
    sys.stdout.buffer.write(b"bytes\\n")
    print("pieces", end="")
    print(" and more", flush=True)
    thread = threading.Thread(target=print, args=("thread",))
    thread.start()
    await asyncio.to_thread(thread.join)
    logging.basicConfig(stream=sys.stdout, level="INFO", format="%(message)s")
    logging.info("logged")
    sys.stdout.flush()
    os.write(1, b"raw\\n")
    sys.stdout = io.TextIOWrapper(sys.stdout.buffer, "utf-8", newline="\\r\\n")

async def second():
    print("mine €")
    assert sys.__stdout__ is not sys.stdout
    Tee(sys.stdout).write("written twice\\n")

class Tee:
    def __init__(self, stream):
        self.stream = stream
    def write(self, text):
        self.stream.write(text)

before = sys.stdout
assert before is sys.__stdout__ and type(before) is io.TextIOWrapper
asyncio.run(main())
asyncio.run(second())
print("after")
"""


@pytest.mark.parametrize("how", [(), ("-u",)], ids=["buffered", "unbuffered"])
def test_a_script_prints_byte_by_byte_what_it_prints_alone(script, how):
    name = script(STRANGE)
    alone, noted = (
        subprocess.run(
            [sys.executable, *how, *tool, name],
            cwd=script.folder,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
            capture_output=True,
            check=True,
        )
        for tool in ((), ("-m", "helpers", "--out", "run.json"))
    )
    assert noted.stdout == alone.stdout
    text = (script.folder / "run.json").read_text("utf-8")
    runs = Timeline.read_json(text)
    told = "".join(each.text for run in runs for each in run.printed)
    order = [told.find(x) for x in ("text", "bytes", "pieces and more")]
    assert order == sorted(order)
    assert -1 not in order
    assert "thread\nlogged\nmine €\nwritten twice\n" in told
    assert "raw" not in told
    assert "after" not in told


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
    # A busy machine may take several columns for one of them.
    assert len(re.findall(r"\|+", lane)) == 3


def test_a_script_prints_what_it_prints_and_the_chart_follows(script):
    name = script(SCRIPT)
    done = call(script.folder, "--virtual", name)
    assert done.returncode == 0
    assert done.stdout == "slept 0.1\nslept 0.2\n"
    drawn, _, told = done.stderr.partition("\n\n")
    *chart, axis = re.sub(r"(.)\1+", r"\1", drawn).split("\n")
    assert "\n".join(chart) == (
        "[0.2, 0.1]\n"
        "script.py\n"
        "main() |-| returned [0.2, 0.1] at 0.2\n"
        "work(0.2) |-| 0.2 at 0.2\n"
        "work(0.1) |-|/ 0.1 at 0.1"
    )
    assert axis.endswith(" seconds")
    assert told.splitlines() == [
        "3 tasks over 0.2 s: 3 returned",
        "longest   in all  waits",
        "  0.2 s    0.2 s      1  for gather in main(), script.py:10",
        "  0.2 s    0.3 s      2  for sleep in work(0.2), script.py:5",
    ]


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
    process = begun(script.folder, "-m", "helpers", "--out", "run.txt", name)
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


def test_a_page_to_step_through_has_what_was_printed(script):
    name = script(
        "import asyncio\n"
        "async def main():\n"
        "    print('before')\n"
        "    await asyncio.sleep(1)\n"
        "    print('after')\n"
        "print('no loop')\n"
        "asyncio.run(main())\n"
        "asyncio.run(main())\n"
    )
    done = call(script.folder, "--virtual", "--out", "run.html", name)
    assert done.stdout == "no loop\n" + "before\nafter\n" * 2
    text = (script.folder / "run.html").read_text(encoding="utf-8")
    data = re.search('<script type="application/json">(.*)</script><', text)
    runs = json.loads(data[1])
    assert [each["printed"] for each in runs] == [
        [[0, 0, "before\n"], [1, 1, "after\n"]]
    ] * 2
    assert runs[0]["title"] == "script.py"


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
    # No print: Python 3.14 aborts if a thread holds stdout when it ends.
    # And not at once: the main thread has to get to where it waits.
    name = script(
        BOT.replace("asyncio.sleep(0.2)", "say_and_sleep()")
        + "import os\n\nasync def say_and_sleep():\n"
        "    loop = asyncio.get_running_loop()\n"
        "    loop.call_later(0.3, os.write, 1, b'go\\n')\n"
        "    await asyncio.sleep(30)\n\n"
        + "threading.Thread(target=when_main_is_over).start()\n"
    )
    process = begun(script.folder, *start, name)
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
    assert done.returncode == 0
    assert done.stderr.count("script.py\nsleep(") == 2
    assert "2 tasks in 2 event loops over 2 s: 2 returned\n" in done.stderr
    done = call(script.folder, "--virtual", "--out", "run.png", name)
    assert (done.returncode, done.stderr) == (
        0,
        "helpers: 2 event loops ran, each with a chart of its own: run.png "
        "and run-2.png\n",
    )
    for picture in ("run.png", "run-2.png"):
        assert (script.folder / picture).read_bytes().startswith(b"\x89PNG")


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
        (
            "run.gif",
            "its name must end in .png, .svg, .pdf, .html, .txt, .json",
        ),
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
            "this JSON is of version 99, and versions 1 to 2 can be read "
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


# -- what is shown


SERVER = """
import asyncio, signal, sys

async def beat(name):
    while True:
        await asyncio.sleep(0.01)

async def main():
    beats = [asyncio.create_task(beat(each)) for each in "ab"]
    await asyncio.sleep(0.05)
    print("go", flush=True)
    await asyncio.sleep(60)

asyncio.run(main())
"""


def test_a_module_is_run_as_python_does_it(script):
    (script.folder / "package").mkdir()
    script("", "package/__init__.py")
    script(
        "import asyncio, sys\nfrom . import part\n"
        "print(__name__, __package__, __spec__.name, sys.argv, sys.path[0])\n"
        "asyncio.run(asyncio.sleep(0))\n",
        "package/__main__.py",
    )
    script("", "package/part.py")
    arguments = ["-m", "package", "--out", "x", "-m"]
    plain = call(script.folder, *arguments, module=False)
    done = call(script.folder, *arguments)
    assert (done.returncode, done.stdout) == (0, plain.stdout)
    assert "'--out', 'x', '-m'" in done.stdout
    assert done.stderr.startswith("package\nsleep(0")


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("nowhere", "there is no module named nowhere"),
        ("json.nowhere", "there is no module named json.nowhere"),
        (
            "script.py",
            "there is no module named script.py: to run a file, leave out -m",
        ),
        (
            "package",
            "package is a package and has no module __main__, so there is "
            "nothing to run",
        ),
        ("sys", "sys is not written in Python"),
        ("wrong", "wrong is not Python: line 1: invalid syntax"),
        (
            "broken.part",
            "cannot run broken.part: its package cannot be imported",
        ),
    ],
)
def test_a_module_that_cannot_be_run(script, name, why):
    for package, text in (("package", ""), ("broken", "1 / 0\n")):
        (script.folder / package).mkdir()
        script(text, f"{package}/__init__.py")
    script("", "script.py")
    script("Dear diary,\n", "wrong.py")
    done = call(script.folder, "-m", name)
    assert sentence(done) == why
    assert ("ZeroDivisionError" in done.stderr) == (name == "broken.part")


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ([], "name a script, a saved .json, or a module: -m module"),
        (["-m"], "name a script, a saved .json, or a module: -m module"),
        (
            ["--slow", "soon", "x.py"],
            "argument --slow: 'soon' is no length of time: write 20ms, 60s, "
            "5m or 1h",
        ),
        (
            ["--slow", "10us", "x.py"],
            "argument --slow: '10us' is too short: what takes less than 1ms "
            "is not told apart",
        ),
        (
            ["--until", "5s", "x.py"],
            "--until is for virtual time: add --virtual",
        ),
        (
            ["--virtual", "--last", "5s", "x.py"],
            "--last is for real time: leave out --virtual",
        ),
        (["--colour", "x.py"], "unrecognized arguments: --colour"),
    ],
)
def test_wrong_options_get_a_sentence_and_status_2(script, options, why):
    done = call(script.folder, *options)
    assert done.returncode == 2
    *_, last = done.stderr.splitlines()
    assert last == f"python -m helpers: error: {why}"


def test_the_summary_can_be_had_alone_and_beside_a_file(script):
    name = script(SCRIPT)
    done = call(script.folder, "--virtual", "--summary", name)
    result, head, *_ = done.stderr.splitlines()
    assert (result, head) == ("[0.2, 0.1]", "3 tasks over 0.2 s: 3 returned")
    done = call(
        script.folder, "--virtual", "--summary", "--out", "run.txt", name
    )
    assert "\n3 tasks over 0.2 s: 3 returned\n" in done.stderr
    chart = (script.folder / "run.txt").read_text()
    assert "main()" in chart
    assert "tasks over" not in chart


def test_virtual_time_can_be_ended(script):
    name = script(SERVER.replace("0.01", "1").replace("60", "10**9"))
    done = call(script.folder, "--virtual", "--until", "3s", name)
    assert done.returncode == 0
    chart = done.stderr.partition("\n\n")[0]
    assert chart.count("cancelled at the end of run at 3\n") == 3
    assert chart.endswith("note: it was ended at 3 seconds, as --until says")


def test_a_program_that_is_over_before_is_not_ended(script):
    name = script(SCRIPT)
    done = call(script.folder, "--virtual", "--until", "0.2001s", name)
    assert (done.returncode, "note:" in done.stderr) == (0, False)


@pytest.mark.parametrize(
    ("options", "lanes"),
    [
        (["--only", "beat"], ["beat('a')", "beat('b')"]),
        (["--hide", "beat*"], ["main()"]),
        (["--only", "main", "--only", "*'a'*"], ["main()", "beat('a')"]),
        (["--no-libraries"], ["main()", "beat('a')", "beat('b')"]),
    ],
)
def test_lanes_are_chosen_by_patterns(script, options, lanes):
    name = script(SERVER.replace("sleep(60)", "sleep(0.1)"))
    options = ["--virtual", "--out", "run.json", *options]
    done = call(script.folder, *options, name)
    assert (done.returncode, done.stderr) == (0, "")
    saved = json.loads((script.folder / "run.json").read_text())
    found = [lane["label"] for lane in saved["timelines"][0]["lanes"]]
    assert found == lanes


def test_tasks_of_libraries_can_be_left_out(script):
    name = script(
        "import asyncio\n\nasync def main():\n"
        "    await asyncio.gather(asyncio.sleep(0.1))\n\nasyncio.run(main())\n"
    )
    assert "sleep(0.1" in call(script.folder, "--virtual", name).stderr
    done = call(script.folder, "--virtual", "--no-libraries", name)
    assert "sleep(0.1" not in done.stderr


def test_a_pattern_that_fits_nothing_is_told(script):
    name = script(SCRIPT)
    done = call(script.folder, "--virtual", "--only", "mian", name)
    assert sentence(done) == (
        "nothing is called like --only mian: there are main, work"
    )


BLOCKS = """
import asyncio, time

async def main():
    await asyncio.sleep(0.1)
    time.sleep(0.03)
    await asyncio.sleep(0.1)

asyncio.run(main())
"""


def test_slow_steps_are_marked_and_told_with_who_ran(script):
    name = script(BLOCKS)
    plain = call(script.folder, "--out", "run.json", "--summary", name)
    assert "steps" not in plain.stderr
    done = call(script.folder, "--slow", "20ms", "--legend", "run.json")
    _, lane, *_ = done.stderr.splitlines()
    assert lane.count("#") > 0
    assert "# blocking the loop for 20 ms or more" in done.stderr
    assert re.search(
        r"\nlongest   in all  steps of 20 ms or more, for \S+ m?s\n"
        r" *\S+ m?s +\S+ m?s +\d  by main\(\) at ",
        done.stderr,
    )


def test_a_legend_names_the_signs_that_occur(script):
    name = script(SCRIPT)
    done = call(script.folder, "--virtual", "--legend", name)
    key = done.stderr.split("\n\n")[1]
    assert key == "- waiting   / done, not collected   | running"
    for kind in ("txt", "png", "svg"):
        out = ["--legend", "--out", f"run.{kind}"]
        assert call(script.folder, "--virtual", *out, name).returncode == 0
    assert key in (script.folder / "run.txt").read_text()
    assert "done, not collected" in (script.folder / "run.svg").read_text()


def test_a_trace_has_lines(script):
    name = script(SCRIPT)
    call(script.folder, "--virtual", "--trace", "trace.json", name)
    events = json.loads((script.folder / "trace.json").read_text())
    named = {each["name"]: each["args"] for each in events["traceEvents"]}
    file = str(script.folder / "script.py")
    assert named["waiting on sleep"] == {"line": f"{file}:5"}
    assert named["work(0.2)"]["made"] == f"{file}:10"


# -- signals


unix = pytest.mark.skipif(os.name != "posix", reason="sends Unix signals")


def started(script, *arguments):
    """Start a program that says "go"; return its process once it did."""
    process = begun(script.folder, *arguments)
    assert process.stdout.readline() == "go\n"
    return process


@unix
def test_sigterm_leaves_the_chart_and_ends_the_program_as_ever(script):
    name = script(SERVER)
    process = started(script, "-m", "helpers", "--out", "run.txt", name)
    process.terminate()
    said = process.communicate(timeout=20)
    assert (process.returncode, *said) == (-signal.SIGTERM, "", "")
    chart = (script.folder / "run.txt").read_text()
    assert chart.count("still waiting") == 3
    assert "still waiting on sleep\n" in chart


@unix
def test_a_program_that_handles_sigterm_goes_on_to(script):
    name = script(
        SERVER.replace(
            "    await asyncio.sleep(60)",
            "    stop.set_result\n    await stop\n    return beats",
        ).replace(
            '    print("go"',
            "    loop = asyncio.get_running_loop()\n"
            "    stop = loop.create_future()\n"
            "    loop.add_signal_handler(signal.SIGTERM, stop.set_result, 1)\n"
            '    print("go"',
        )
    )
    process = started(script, "-m", "helpers", "--out", "run.txt", name)
    process.terminate()
    said = process.communicate(timeout=20)
    assert (process.returncode, *said) == (0, "", "")
    assert "returned" in (script.folder / "run.txt").read_text()


@unix
def test_sigterm_ends_a_program_whose_loop_is_blocked(script):
    name = script(SERVER.replace("await asyncio.sleep(60)", "while True: 1"))
    process = started(script, "-m", "helpers", "--out", "run.txt", name)
    process.terminate()
    process.communicate(timeout=20)
    assert process.returncode == -signal.SIGTERM
    assert "main()" in (script.folder / "run.txt").read_text()


@unix
def test_sigusr1_writes_the_chart_so_far_and_the_program_goes_on(script):
    name = script(
        SERVER.replace(
            "await asyncio.sleep(60)",
            "await asyncio.to_thread(sys.stdin.readline)",
        )
    )
    chart = script.folder / "run.txt"
    process = begun(script.folder, "-m", "helpers", "--out", "run.txt", name)
    assert process.stdout.readline() == "go\n"
    process.send_signal(signal.SIGUSR1)
    wait_for(
        lambda: chart.exists() and chart.read_text().endswith("seconds\n")
    )
    assert "still waiting on" in chart.read_text()
    said = process.communicate("\n", timeout=20)
    assert (process.returncode, *said) == (0, "", "")
    text = chart.read_text()
    assert "returned" in text
    assert "\nnote: the chart so far was written once, which held up" in text


def wait_for(condition):
    """Wait until something has happened; the test's own limit ends it."""
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


@unix
def test_a_child_that_was_forked_takes_a_signal_as_ever(script):
    name = script(
        CHILD + "import signal\nasyncio.run(work('parent'))\n"
        "child = os.fork()\nif child == 0:\n"
        "    os.kill(os.getpid(), signal.SIGUSR1)\n"
        "    print('it goes on')\n"
        "print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))\n"
    )
    done = call(script.folder, "--out", "run.txt", name)
    assert done.stdout == f"parent\n{-signal.SIGUSR1}\n"
    assert (done.returncode, done.stderr) == (0, "")


@unix
def test_the_last_seconds_of_a_server_are_kept(script):
    name = script(
        SERVER.replace("await asyncio.sleep(60)", "await asyncio.sleep(0.5)")
    )
    done = call(script.folder, "--last", "100ms", "--out", "run.json", name)
    assert (done.returncode, done.stderr) == (0, "")
    (saved,) = json.loads((script.folder / "run.json").read_text())[
        "timelines"
    ]
    assert saved["seconds"] == 0.1
    assert saved["notes"][0].startswith("note: these are the last 0.1 seconds")
    assert [lane["label"] for lane in saved["lanes"]] == [
        "main()",
        "beat('a')",
        "beat('b')",
    ]
    assert all(step >= 0 for x in saved["lanes"] for step in x["steps"])
