"""What a program prints is noted, and printed as ever."""

import asyncio
import contextlib
import functools
import io
import sys

import pytest

from helpers import a, b, run
from helpers.recording import prints

virtual = functools.partial(run, clock="virtual")


async def both():
    await asyncio.gather(a(), b("b1"))
    print("over", end="")


def noted(timeline):
    return [(timeline.shown(x.when), x.text) for x in timeline.printed]


@pytest.mark.parametrize("clock", ["virtual", "real"])
def test_what_is_printed_is_noted_with_its_time(capsys, clock):
    timeline = run(both(), clock=clock).timeline
    assert noted(timeline) == [(1, "b1\n"), (3, "a\n"), (3, "over")]
    assert capsys.readouterr().out == "b1\na\nover"


def test_the_stream_is_back_when_the_run_is_over():
    stream = sys.stdout
    virtual(b("b1"))
    assert sys.stdout is stream


async def redirected():
    with contextlib.redirect_stdout(io.StringIO()) as text:
        print("aside")
    return text.getvalue()


def test_a_program_may_redirect_what_it_prints(capsys):
    done = virtual(redirected())
    assert done.result == "aside\n"
    assert done.timeline.printed == ()
    assert capsys.readouterr().out == ""


async def replaces(stream):
    sys.stdout = stream


def test_a_stream_that_the_program_leaves_stays(monkeypatch):
    mine = io.StringIO()
    monkeypatch.setattr(sys, "stdout", sys.stdout)
    virtual(replaces(mine))
    assert sys.stdout is mine


async def asks():
    stream = sys.stdout
    stream.writelines(["one\n", "two\n"])
    print("three", flush=True)
    return stream.encoding, stream.writable(), stream.isatty()


def test_it_is_asked_what_the_stream_is_asked(capsys):
    found = sys.stdout.encoding, sys.stdout.writable(), sys.stdout.isatty()
    done = virtual(asks())
    assert done.result == found
    assert capsys.readouterr().out == "one\ntwo\nthree\n"


async def its_kind():
    return isinstance(sys.stdout, io.TextIOBase), sys.stdout


def test_it_is_of_the_streams_kind_and_notes_nothing_later(capsys):
    known = isinstance(sys.stdout, io.TextIOBase)
    done = virtual(its_kind())
    is_known, kept = done.result
    assert is_known == known
    print("later", file=kept)
    assert capsys.readouterr().out == "later\n"
    assert done.timeline.printed == ()


async def none_at_all():
    return sys.stdout


def test_a_program_may_have_no_stream(monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)
    assert virtual(none_at_all()).result is None


async def talks():
    for _ in range(100):
        print("x" * 99)


def test_not_more_is_noted_than_anybody_reads(monkeypatch, capsys):
    monkeypatch.setattr(prints, "MOST", 250)
    timeline = virtual(talks()).timeline
    assert sum(len(each.text) for each in timeline.printed) == 250
    assert len(capsys.readouterr().out) == 100 * 100


async def in_a_thread():
    await asyncio.to_thread(print, "from a thread")


def test_a_thread_may_print(capsys):
    timeline = virtual(in_a_thread()).timeline
    assert [each.text for each in timeline.printed] == ["from a thread\n"]
    assert capsys.readouterr().out == "from a thread\n"
