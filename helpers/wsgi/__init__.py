"""A WSGI server, grown from an evented loop: see `server.Server.serve`.

Why: the post that this course follows ends with the claim that its last
program extends to a full WSGI stack. This is the stack, small enough to be
read in an evening. It is a teaching server: behind it stand no years of
attacks, and it speaks no TLS. For work, take a server that others rely on.

    request      what a request is, and which ones are refused
    protocol     bytes -> requests         no socket, no clock, no thread
    response     answers -> bytes          the same
    environ      a request -> a dictionary
    body         `wsgi.input`, read while it arrives
    call         one call of an application: `start_response` and the rest
    connection   one client: its socket, its requests, its answers, the end
    exchange     what travels between the loop and a thread
    workers      the threads
    dispatch     the way to the threads and back
    listening    the door
    server       the evented loop
    command      the command line
"""

from .server import Server
from .settings import Settings

__all__ = ["Server", "Settings"]
