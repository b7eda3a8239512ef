"""Notes what a program prints, and when, while it prints as ever.

`sys.stdout` stays the object that it is. Its `write` is another one as long
as the program runs, which calls its own and then takes a note; so is that of
the bytes below it, for programs that write bytes, or put a stream of their
own on top of these. What goes round Python's streams, by `os.write` or from
another process, is not seen. Another stream that a program has put there is
listened to from the start of its next loop on; until then, what it writes to
the first one below it is heard, and what it keeps in memory is not.

Of each loop no more than `MOST` characters are kept, the first ones; of a
loop whose last seconds are recorded, those of these.
"""

from __future__ import annotations

import asyncio
import codecs
import contextlib
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from helpers.compat import running_loop
from helpers.recording.attach import attached, recorder_of
from helpers.recording.recorder import Recorder

__all__ = ["CUT", "finder", "noting_prints", "recorder_that_runs"]

MOST = 100_000  # characters; nobody reads more of them
MOST_NOTES = 10_000  # in which they are: each takes room by itself
WHOLE = 1000  # characters of one note; what is joined is copied each time
CUT = "\n... and more, which is not kept\n"

Find = Callable[[], Recorder | None]
_NONE: Any = object()


def recorder_that_runs() -> Recorder | None:
    """Return the recorder of the loop that runs in this thread, if any."""
    loop: asyncio.AbstractEventLoop | None = running_loop()
    return None if loop is None else recorder_of(loop)


def finder(recorders: Sequence[Recorder]) -> Find:
    """Return what finds the recorder of the one who prints.

    In a thread without a loop that is the recorder of the one loop that
    runs elsewhere; with several of them nobody knows whose thread it is.
    """

    def find() -> Recorder | None:
        here = recorder_that_runs()
        if here is not None:
            return here
        running = [each for each in recorders if each.is_running()]
        return running[0] if len(running) == 1 else None

    return find


@contextmanager
def noting_prints(find: Find) -> Iterator[None]:
    """Note what is printed in this block, with the recorder that is found."""
    with contextlib.ExitStack() as stack:
        listener = _Listener(find, stack)
        listener.listen()
        attached.append(listener.listen)
        stack.callback(attached.remove, listener.listen)
        stack.callback(listener.stop)
        yield


@contextmanager
def _in_place(owner: Any, name: str, heard: Any) -> Iterator[None]:
    """Let an object have another method, unless it takes none."""
    heard.over, heard.before = False, _NONE
    try:
        heard.before = vars(owner).get(name, _NONE)
        setattr(owner, name, heard)
    except (AttributeError, TypeError):  # such as one with slots
        yield
        return
    try:
        yield
    finally:
        heard.over = True
        if getattr(owner, name, None) is heard:  # else somebody put his own
            _put_back(owner, name, heard)


def _put_back(owner: Any, name: str, heard: Any) -> None:
    """Give back what was there before, and is not over itself by now."""
    before = heard.before
    while getattr(before, "over", False):
        before = before.before
    with contextlib.suppress(AttributeError, TypeError):
        if before is _NONE:
            delattr(owner, name)
        else:
            setattr(owner, name, before)


class _Listener:
    """Hears what is written to `sys.stdout`, and has a recorder note it.

    On the `stack` it leaves what is to be done in the end.
    """

    def __init__(self, find: Find, stack: contextlib.ExitStack) -> None:
        self._find = find
        self._stack = stack
        self._is_over = False
        self._known: list[Any] = []  # streams, and what is below them
        self._thread = threading.local()  # `busy`: a stream itself writes

    def listen(self, recorder: Recorder | None = None) -> None:
        """Listen to the stream that is there now."""
        stream = sys.stdout
        if not self._is_new(stream) or not hasattr(stream, "write"):
            return  # or there is no console
        self._replace(stream, "write", self._texts(stream.write))
        with contextlib.suppress(Exception):  # whatever it says of it
            buffer, encoding = stream.buffer, stream.encoding or "utf-8"
            decoder = codecs.getincrementaldecoder(encoding)("replace")
            self._replace(stream, "flush", self._flushing(stream.flush))
            if self._is_new(buffer):
                heard = self._bytes(buffer.write, decoder)
                self._replace(buffer, "write", heard)

    def _is_new(self, stream: Any) -> bool:
        if any(each is stream for each in self._known):
            return False
        self._known.append(stream)
        return True

    def _replace(self, owner: Any, name: str, heard: Any) -> None:
        self._stack.enter_context(_in_place(owner, name, heard))

    def _texts(self, plain: Any) -> Any:
        thread = self._thread

        def write(text: str) -> Any:
            thread.busy = True
            try:
                written = plain(text)
            finally:
                thread.busy = False
            self._hear(text)
            return written

        return write

    def _flushing(self, plain: Any) -> Any:
        thread = self._thread

        def flush() -> Any:
            thread.busy = True
            try:
                return plain()
            finally:
                thread.busy = False

        return flush

    def _bytes(self, plain: Any, decoder: Any) -> Any:
        """Hear bytes, unless they are those of texts that were heard."""
        thread = self._thread

        def write(data: Any) -> Any:
            written = plain(data)
            if not self._is_over and not getattr(thread, "busy", False):
                with contextlib.suppress(TypeError, ValueError):
                    some = memoryview(data).cast("B")[: 4 * MOST]
                    self._hear(decoder.decode(bytes(some)))
            return written

        return write

    def stop(self) -> None:
        """Note nothing more: somebody may have kept a method."""
        self._is_over = True

    def _hear(self, text: str) -> None:
        if self._is_over or not text or not isinstance(text, str):
            return  # or a stream of the program's own, which takes others
        recorder = self._find()
        if recorder is None or recorder.printed_size > MOST:
            return
        if recorder.listener is None:  # one records what another does, too
            recorder.listener = self
        if recorder.listener is self:
            _note(recorder, text)


def _note(recorder: Recorder, text: str) -> None:
    printed, steps = recorder.printed, recorder.count_steps()
    room = MOST - recorder.printed_size
    if len(text) > room or len(printed) == MOST_NOTES:
        text = text[:room] + CUT
        recorder.printed_size = MOST
    recorder.printed_size += len(text)
    when, at, before = printed[-1] if printed else (0.0, -1, "\n")
    if at == steps and before[-1:] != "\n" and len(before) < WHOLE:
        printed[-1] = when, steps, before + text
        return
    here = recorder_that_runs() is recorder
    now = recorder.now if here else recorder.now_in_thread
    printed.append((now(), steps, text))
