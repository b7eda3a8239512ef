"""What a request is once it is understood, and what it is if it is refused.

Why: parser, environ, call and response all speak of requests; these are the
words that they share. Data only: who makes them is `protocol`.
"""

from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

__all__ = ["Event", "Refused", "Request"]


class Event(Enum):
    """What `RequestReader.next_event` says when it has no data to give."""

    NEED_DATA = "feed me more bytes"
    END = "the request is complete"
    CLOSED = "the client has no further request"


class Refused(Exception):
    """A request that gets `status` and `reason`, then a closed connection."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(status, reason)
        self.status = status
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.status} {self.reason}"


class Request(NamedTuple):
    """The head of one request, checked."""

    method: str
    target: str
    version: str
    headers: Sequence[tuple[bytes, bytes]]
    has_body: bool
    chunked: bool
    keep_alive: bool
    expects_continue: bool
