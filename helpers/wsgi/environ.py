"""The `environ` of PEP 3333: one request as a dictionary.

Why: this dictionary is what an application sees of HTTP. The rules for names
are old (they are those of CGI) and a few have teeth: two header names must
not meet in one key. It is pure: a request in, a dictionary out.
"""

import sys
from functools import lru_cache
from typing import Any, BinaryIO
from urllib.parse import unquote_to_bytes, urlsplit
from wsgiref.util import FileWrapper

from .request import Request

__all__ = ["base_environ", "make_environ"]

DROPPED = {b"proxy"}
"""A client must not set HTTP_PROXY, which other programs believe in."""


def base_environ(host: str, port: int) -> dict[str, Any]:
    """Return what is the same in every request to this address."""
    return {
        "SCRIPT_NAME": "",
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
        "SERVER_SOFTWARE": "helpers.wsgi",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": FileWrapper,
        "wsgi.input_terminated": True,
    }


def make_environ(
    base: dict[str, Any],
    request: Request,
    address: tuple[Any, ...],
    body: BinaryIO,
    length: int | None = None,
) -> dict[str, Any]:
    """Return the environ of `request`, which `address` sent.

    `length` is that of a chunked body which is here already: applications
    that know only Content-Length can read that too.
    """
    environ = base.copy()
    environ["REQUEST_METHOD"] = request.method
    environ["SERVER_PROTOCOL"] = request.version
    environ["REMOTE_ADDR"] = address[0]
    environ["REMOTE_PORT"] = str(address[1])
    environ["wsgi.input"] = body
    environ["wsgi.errors"] = sys.stderr
    add_fields(environ, request)
    add_target(environ, request.target)
    if length is not None:
        environ["CONTENT_LENGTH"] = str(length)
        environ.pop("HTTP_TRANSFER_ENCODING", None)
    return environ


def add_target(environ: dict[str, Any], target: str) -> None:
    """Split the request target; one in absolute form names the host too."""
    if not target.startswith("/") and target != "*":
        url = urlsplit(target)
        environ["HTTP_HOST"] = url.netloc.rpartition("@")[2]
        target = url.path or "/"
        target += f"?{url.query}" if url.query else ""
    path, _, environ["QUERY_STRING"] = target.partition("?")
    if "%" in path:
        path = unquote_to_bytes(path).decode("latin-1")
    environ["PATH_INFO"] = "" if path == "*" else path


def add_fields(environ: dict[str, Any], request: Request) -> None:
    """Add the header fields; several of one name become one, with commas."""
    for name, value in request.headers:
        key = environ_key(name)
        if not key:
            continue
        text = value.decode("latin-1")
        if key in environ:
            text = environ[key] + ("; " if name == b"cookie" else ",") + text
        environ[key] = text


@lru_cache(maxsize=512)
def environ_key(name: bytes) -> str:
    """Return the key for a field; empty if the field must not have one.

    A name with an underscore could pass for one with a hyphen, and so for a
    field that a proxy in front has checked.
    """
    if name in (b"content-length", b"content-type"):
        return name.decode("ascii").replace("-", "_").upper()
    if b"_" in name or name in DROPPED:
        return ""
    return "HTTP_" + name.decode("ascii").replace("-", "_").upper()
