"""What draws pictures is loaded as a whole, whenever Ctrl-C comes."""

import signal
import subprocess
import sys
import textwrap

import pytest

from helpers import loading

STOPPED = """
    import importlib.abc, signal, sys

    class Stop(importlib.abc.MetaPathFinder):
        def find_spec(self, name, path, target=None):
            if name == {name!r}:
                signal.raise_signal(signal.SIGINT)

    sys.meta_path.insert(0, Stop())
    from helpers.loading import load_whole

    try:
        load_whole("helpers.charts.picture")
    except KeyboardInterrupt:
        print("stopped")
    sys.meta_path.pop(0)
    from helpers.charts.canvas import png
    from helpers.charts.picture import gantt
    from helpers.timeline.model import Timeline

    print(len(png(gantt(Timeline(lanes=(), seconds=1.0)))) > 1000)
"""


@pytest.mark.parametrize(
    "name",
    ["numpy.exceptions", "asyncio.runners", "matplotlib.transforms"],
)
def test_ctrl_c_while_it_loads_costs_no_picture(name):
    program = textwrap.dedent(STOPPED.format(name=name))
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True
    )
    assert (done.stdout.split(), done.stderr) == (["stopped", "True"], "")


def test_ctrl_c_is_heard_at_the_end_by_whoever_listens():
    heard = []
    before = signal.signal(signal.SIGINT, lambda *args: heard.append(args))
    try:
        with loading._interrupts_held_back():
            signal.raise_signal(signal.SIGINT)
            assert heard == []
        assert len(heard) == 1
    finally:
        signal.signal(signal.SIGINT, before)


def test_ctrl_c_that_is_ignored_stays_so():
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with loading._interrupts_held_back():
            signal.raise_signal(signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, before)
