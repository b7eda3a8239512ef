"""A WSGI server, grown from an evented loop: `server.heart`.

Why: the post that this course follows ends with the claim that its last
program extends to a full WSGI stack. This is the stack, small enough to be
read in an evening. It is a teaching server: behind it stand no years of
attacks, and it speaks no TLS. For work, take a server that others rely on.

The way of a request, in the order in which to read the modules:

    1 listening    a newcomer is let in                     the loop
    2 link         its bytes arrive
    3 protocol     they are a request, or refused
    4 connection   with its body it is ready for a thread
    5 server       the heart hands over all that are ready
    6 workers      one of them gets a thread                a thread
    7 exchange     the application answers, piece by piece
    8 link         the pieces leave                         the loop

Beside the way: `environ` and `response`, for station 7, what applications
get and give; `settings`, the limits; `command`, the command line.
"""

from .server import Server
from .settings import Settings

__all__ = ["Server", "Settings"]
