"""`wsgi.input`: a request body that is read while it is still arriving.

Why: the application reads in a thread and blocks; the bytes come in on the
event loop, which must never block. This is the one place where the two meet:
the loop feeds, the thread waits. It is used only where `Settings.stream` is
set, and is not a parser: it gets pieces that `protocol` has checked.
"""

import io
import threading
from collections import deque
from collections.abc import Callable
from typing import Any

from .request import Refused

__all__ = ["BadBody", "BodyStream", "ClientLost"]


class ClientLost(ConnectionError):
    """The client has gone, or was too slow: nobody is left to answer."""


class BadBody(OSError):
    """The rest of the body is malformed, too large or late: `refused`."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.reason)
        self.refused = refused


class BodyStream(io.RawIOBase):
    """A body in transit; put an `io.BufferedReader` around it.

    `wanted` is called, in the reading thread, each time that it is about to
    wait: the server then reads on, or says `100 Continue`.
    """

    def __init__(self, wanted: Callable[[], None]) -> None:
        super().__init__()
        self._wanted = wanted
        self._changed = threading.Condition()
        self._pieces: deque[memoryview] = deque()
        self._ended = False
        self._failure: OSError | None = None
        self.size = 0
        """Bytes that are here and not yet read."""

    def feed(self, piece: bytes) -> None:
        """Add a piece of the body."""
        with self._changed:
            self._pieces.append(memoryview(piece))
            self.size += len(piece)
            self._changed.notify()

    def end(self) -> None:
        """Say that the body is complete."""
        with self._changed:
            self._ended = True
            self._changed.notify()

    def fail(self, failure: OSError) -> None:
        """Raise `failure` in the reader: the rest will not come."""
        with self._changed:
            self._failure = self._failure or failure
            self._changed.notify()

    @property
    def complete(self) -> bool:
        """Whether all of the body has arrived."""
        return self._ended

    def readable(self) -> bool:
        """Answer `io`, which asks."""
        return True

    def readinto(self, target: Any) -> int:
        """Fill `target` with what is here; wait where there is nothing."""
        with self._changed:
            while not (self._pieces or self._ended or self._failure):
                self._wanted()
                self._changed.wait()
            return self._take(target) if self._pieces else self._at_end()

    def _take(self, target: Any) -> int:
        piece = self._pieces.popleft()
        count = min(len(piece), len(target))
        target[:count] = piece[:count]
        if count < len(piece):
            self._pieces.appendleft(piece[count:])
        self.size -= count
        return count

    def _at_end(self) -> int:
        if self._failure:
            raise self._failure
        return 0
