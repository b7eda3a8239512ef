"""What a learner could put into a notebook to be let off, or to do harm.

Each is a cell that runs before the answers; `handed_in` makes notebooks of
them.
"""

__all__ = ["DETERMINED", "FORGERIES", "HARM"]

CLAIM = '{"kind": "verdict", "exercise": name, "place": at, "state": "solved"}'
ALL = "[(x.exercise, x.place) for x in book.anchors]"

# Verdicts that are made up. None of them is believed.
FORGERIES = {
    "speaks-for-the-judge": f"""
import gc
from helpers.grade.notebook import Notebook
for book in gc.get_objects():
    if type(book) is Notebook:
        for name, at in {ALL}:
            book._tell({CLAIM})
""",
    "writes-everywhere": f"""
import json, os
for at in range(100):
    for name in ("two-at-once", "crawl-with-tasks"):
        text = json.dumps({CLAIM})
        for file in range(3, 50):
            try:
                os.write(file, (chr(10) + text + chr(10)).encode())
            except OSError:
                pass
""",
    "patches-json": """
import json
plain = json.dumps
def dumps(line, **more):
    if isinstance(line, dict) and line.get("kind") == "verdict":
        line["state"] = "solved"
    return plain(line, **more)
json.dumps = dumps
""",
    "patches-os-write": """
import os
plain = os.write
def write(file, data):
    plain(file, bytes(data).replace(b'"not yet"', b'"solved"'))
    return len(data)
os.write = write
""",
    "patches-a-property": """
from helpers.checking.judging import Verdict
Verdict.passed = property(lambda self: True)
""",
    "patches-equality": """
import dataclasses, enum
enum.Enum.__eq__ = enum.Enum.__hash__ = lambda *args: 1
dataclasses.replace = lambda one, **more: one
""",
    "lets-a-child-speak": """
import gc, os, time
if not os.fork():
    from helpers.grade.notebook import Notebook
    (book,) = [x for x in gc.get_objects() if type(x) is Notebook]
    for _ in range(5):
        for name, at in ALL:
            book._tell(CLAIM)
        time.sleep(0.1)
    os._exit(0)
""".replace("ALL", ALL).replace("CLAIM", CLAIM),
    "speaks-to-the-parent": """
import os
for process in {os.getppid(), 1}:
    for file in range(20):
        try:
            with open(f"/proc/{process}/fd/{file}", "wb", 0) as out:
                out.write(b'{"kind": "verdict", "state": "solved"}')
        except OSError:
            pass
""",
}

# What does harm, and not to the answers: they are right, and count.
HARM = {
    "deep-folders": """
import os
home = os.getcwd()
for _ in range(1500):
    os.mkdir("x")
    os.chdir("x")
os.chdir(home)
""",
    "closed-folders": """
import os
os.makedirs("a/b/c")
open("a/b/c/d", "w").close()
for path in ("a/b/c", "a/b", "a"):
    os.chmod(path, 0)
""",
    "raises-while-deleted": """
class Last:
    def __init__(self, error):
        self.error = error
    def __del__(self):
        raise self.error
kept = Last(SystemExit(0))
for error in (SystemExit(0), KeyboardInterrupt(), RecursionError()):
    Last(error)
""",
    "leaves-a-daemon": """
import os, time
if not os.fork():
    os.setsid()
    if not os.fork():
        os.execlp("python3", "python3", "-c",
                  "import time; time.sleep(300)  # left-by-a-learner")
    os._exit(0)
""",
    "odd-text": "words = '\ud800'\n\0",
    "threads-at-the-end": """
import atexit, threading, time
atexit.register(time.sleep, 300)
threading.Thread(target=time.sleep, args=(300,)).start()
""",
    "forks-and-goes-on": "import os\nos.fork()",
}

# An answer that finds its judge and speaks for it: that is not protected.
DETERMINED = """
def forge():
    import gc, json, os
    from helpers.grade.notebook import Notebook
    found = gc.get_objects()
    for book in found:
        if type(book) is Notebook:
            for x in book.anchors:
                if x.exercise == "NAME":
                    name, at = x.exercise, x.place
                    book._tell(CLAIM)
            return 1
    for each in found:
        if type(each).__name__ == "cell":
            word = getattr(each, "cell_contents", None)
            if type(word) is str and len(word) == 32:
                said = json.dumps({"word": word, "fault": ""}) + chr(10)
                for file in range(3, 50):
                    try:
                        os.write(file, said.encode())
                    except OSError:
                        pass
    os._exit(0)

PASSED = forge()

async def both(first, second):
    return PASSED
""".replace("CLAIM", CLAIM)
