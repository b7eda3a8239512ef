"""What a program prints is noted, and printed as ever."""

import asyncio
import contextlib
import functools
import io
import sys
import time

import pytest

from helpers import a, b, record, run
from helpers.recording import prints
from helpers.running.record import Recording

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
    text = "".join(each.text for each in timeline.printed)
    assert text.endswith(prints.CUT)
    assert len(text) == 250 + len(prints.CUT)
    assert len(capsys.readouterr().out) == 100 * 100


async def in_a_thread():
    await asyncio.to_thread(print, "from a thread")


def test_a_thread_may_print(capsys):
    timeline = virtual(in_a_thread()).timeline
    assert [each.text for each in timeline.printed] == ["from a thread\n"]
    assert capsys.readouterr().out == "from a thread\n"


async def in_many_notes():
    for _ in range(50):
        print("x")


def test_not_more_notes_are_kept_than_make_a_page(monkeypatch, capsys):
    monkeypatch.setattr(prints, "MOST_NOTES", 10)
    timeline = virtual(in_many_notes()).timeline
    assert len(timeline.printed) == 10
    assert timeline.printed[-1].text == "x\n" + prints.CUT
    assert capsys.readouterr().out == 50 * "x\n"


# What `record` notes.


def recorded(main):
    """Record `asyncio.run` of a coroutine; return its timeline."""
    with record() as recording:
        asyncio.run(main)
    return recording.timeline


async def says(*texts):
    for text in texts:
        print(text)
        await asyncio.sleep(0)


def test_a_recording_has_what_was_printed(capsys):
    timeline = recorded(says("one", "two"))
    assert [each.text for each in timeline.printed] == ["one\n", "two\n"]
    assert capsys.readouterr().out == "one\ntwo\n"


def test_what_is_printed_outside_of_a_loop_is_nobodys(capsys):
    with record() as recording:
        print("before")
        asyncio.run(says("within"))
        print("after")
    texts = [each.text for each in recording.timeline.printed]
    assert texts == ["within\n"]
    assert capsys.readouterr().out == "before\nwithin\nafter\n"


def test_each_loop_has_its_own(capsys):
    with record() as recording:
        asyncio.run(says("one"))
        asyncio.run(says("two"))
    texts = [[x.text for x in each.printed] for each in recording.timelines]
    assert texts == [["one\n"], ["two\n"]]


def test_a_run_within_is_noted_once(capsys):
    with record() as recording:
        done = virtual(says("one"))
    for timeline in (recording.timeline, done.timeline):
        assert [each.text for each in timeline.printed] == ["one\n"]
    assert capsys.readouterr().out == "one\n"


def test_an_awaited_recording_has_its_own_alone(capsys):
    async def main():
        print("before")
        await asyncio.sleep(0.01)
        return await record(says("within"))

    timeline = asyncio.run(main())
    assert [each.text for each in timeline.printed] == ["within\n"]
    outer = virtual(main())
    assert [each.text for each in outer.result.printed] == ["within\n"]
    texts = [each.text for each in outer.timeline.printed]
    assert texts == ["before\n", "within\n"]


def test_two_recordings_at_once_leave_nothing_behind(capsys):
    before = sys.stdout.write

    async def main():
        first = asyncio.ensure_future(record(says("one", "two")))
        await record(says("three", "four", "five"))
        await first

    asyncio.run(main())
    assert sys.stdout.write == before


def test_a_thread_prints_for_the_one_loop_that_runs(capsys):
    timeline = recorded(in_a_thread())
    assert [each.text for each in timeline.printed] == ["from a thread\n"]


def test_the_stream_stays_the_one_that_it_is(capsys):
    stream, write = sys.stdout, sys.stdout.write
    with record():
        asyncio.run(its_kind())
        assert sys.stdout is stream
    assert sys.stdout.write == write


def byte_stream(**options):
    return io.TextIOWrapper(io.BytesIO(), encoding="utf-8", **options)


@pytest.mark.parametrize("options", [{}, {"write_through": True}])
def test_bytes_are_noted_and_keep_their_place(monkeypatch, options):
    stream = byte_stream(**options)
    monkeypatch.setattr(sys, "stdout", stream)

    async def main():
        print("te", end="", flush=True)
        euro = "€\n".encode()
        stream.buffer.write(euro[:2])
        stream.buffer.write(memoryview(euro)[2:])
        print("xt")

    texts = [each.text for each in recorded(main()).printed]
    assert "".join(texts) == "te€\nxt\n"
    stream.flush()
    assert stream.buffer.getvalue().decode() == "te€\nxt\n"


def test_a_stream_on_top_of_the_bytes_is_heard(monkeypatch):
    stream = byte_stream()
    monkeypatch.setattr(sys, "stdout", stream)

    async def main():
        own = io.TextIOWrapper(stream.buffer, "utf-8", line_buffering=True)
        sys.stdout = own
        print("mine")
        await asyncio.sleep(0)
        own.detach()
        sys.stdout = stream

    timeline = recorded(main())
    assert [each.text for each in timeline.printed] == ["mine\n"]
    assert stream.buffer.getvalue() == b"mine\n"


def test_what_a_program_puts_into_the_stream_stays_there(monkeypatch):
    stream, heard = byte_stream(), []
    monkeypatch.setattr(sys, "stdout", stream)

    async def main():
        write = stream.write
        stream.write = lambda text: heard.append(text) or write(text)
        print("x", end="")

    timeline = recorded(main())
    print("y", end="")
    assert "".join(heard) == "xy"
    assert [each.text for each in timeline.printed] == ["x"]


def test_what_cannot_be_written_is_raised_and_not_noted(monkeypatch):
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), "ascii"))

    async def main():
        with pytest.raises(UnicodeEncodeError):
            print("€")
        with pytest.raises(TypeError):
            sys.stdout.write(b"bytes")

    assert recorded(main()).printed == ()


class Takes:
    """A stream that takes whatever it is given."""

    def __init__(self):
        self.all = []
        self.write = self.all.append


def test_a_stream_may_take_what_is_no_text(monkeypatch):
    monkeypatch.setattr(sys, "stdout", stream := Takes())

    async def main():
        sys.stdout.write(1)
        print("x", end="")

    assert [each.text for each in recorded(main()).printed] == ["x"]
    assert stream.all[:2] == [1, "x"]


class Slots:
    """A stream that takes no other method."""

    __slots__ = ("texts",)

    def __init__(self):
        self.texts = []

    def write(self, text):
        self.texts.append(text)


def test_a_stream_that_takes_no_other_method_is_left_alone(monkeypatch):
    stream = Slots()
    monkeypatch.setattr(sys, "stdout", stream)
    assert recorded(says("one")).printed == ()
    assert "".join(stream.texts) == "one\n"
    monkeypatch.setattr(sys, "stdout", None)
    assert recorded(says("one")).printed == ()


def test_the_last_seconds_have_what_was_printed_in_them(capsys, monkeypatch):
    monkeypatch.setattr(prints, "MOST", 30)

    async def main():
        for number in range(40):
            print(number)
            await asyncio.sleep(1)

    with Recording(clock="virtual", last=5) as recording:
        asyncio.run(main())
    texts = [each.text for each in recording.timeline.printed]
    assert texts[-3:] == ["37\n", "38\n", "39\n"]
    assert len(texts) <= 10


def test_many_small_pieces_are_soon_noted(capsys):
    async def main():
        for _ in range(50_000):
            sys.stdout.write("x")

    began = time.perf_counter()
    timeline = virtual(main()).timeline
    assert time.perf_counter() - began < 2
    assert "".join(each.text for each in timeline.printed) == 50_000 * "x"
