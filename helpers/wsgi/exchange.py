"""One request and its answer: what travels between the loop and a thread.

Why: the loop hands over one object, a thread works on it, and the loop takes
it back. Who may touch what is thus plain: `run` belongs to the thread, all
else to the loop. The line for the access log is made here too.
"""

from math import inf
from time import gmtime, monotonic, strftime
from typing import Any

from .call import Application, Call
from .connection import Connection, Incoming
from .environ import make_environ

__all__ = ["Exchange", "access_line"]


class Exchange:
    """An `Incoming` request, on its way to an application and back."""

    __slots__ = ("_prompt", "began", "call", "client", "finished",
                 "incoming", "seconds")  # fmt: skip

    def __init__(self, client: Connection, incoming: Incoming) -> None:
        self.client = client
        self.incoming = incoming
        self.call = Call(incoming.request, self._send, self._persist)
        self.finished = False
        self.began = 0.0
        self.seconds = 0.0
        self._prompt = True

    def run(self, app: Application, base: dict[str, Any], last: bool) -> None:
        """Call the application, in this thread; raise nothing.

        `last` says that no other request waits: then the answer is sent at
        once. Else it is left to the loop, which sends many in one turn.
        """
        self.began = monotonic()
        self.client.deadline = inf
        self._prompt = last
        request, body, length = self.incoming
        address = self.client.address
        self.call.run(app, make_environ(base, request, address, body, length))
        self.seconds = monotonic() - self.began
        body.close()

    def drop(self) -> None:
        """Free what belongs to a request that no thread will take."""
        self.incoming.body.close()

    def __str__(self) -> str:
        request = self.incoming.request
        return f"{self.client.address[0]}: {request.method} {request.target}"

    def _send(self, data: bytes, last: bool) -> None:
        self.client.write(data, wait=not last, now=self._prompt or not last)

    def _persist(self) -> bool:
        return not (self.client.stopping or self.client.has_unread_body)


def access_line(exchange: Exchange) -> str:
    """Return the line for the access log, in Apache's combined format.

    The last figure is the seconds that the application took.
    """
    request = exchange.incoming.request
    fields = dict(request.headers)
    moment = strftime("%d/%b/%Y:%H:%M:%S +0000", gmtime())
    return (
        f"{exchange.client.address[0]} - - [{moment}]"
        f' "{request.method} {quoted(request.target)} {request.version}"'
        f" {exchange.call.status[:3]} {exchange.call.sent}"
        f' "{field(fields, b"referer")}" "{field(fields, b"user-agent")}"'
        f" {exchange.seconds:.6f}"
    )


def field(fields: dict[bytes, bytes], name: bytes) -> str:
    """Return a header field fit to stand between quotes."""
    return quoted(fields.get(name, b"-").decode("latin-1"))


def quoted(text: str) -> str:
    """Escape what could end the quotes, or the line: a log can be forged."""
    text = text.replace("\\", "\\\\").replace('"', '\\"')
    return text.encode("ascii", "backslashreplace").decode("ascii")
