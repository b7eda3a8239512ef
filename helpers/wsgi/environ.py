"""The `environ` of PEP 3333: one request as a dictionary.

Why: this dictionary is what an application sees of HTTP. The rules for names
are old (they are those of CGI) and a few have teeth: two header names must
not meet in one key. It is pure: a request in, a dictionary out.
"""

import os
import sys
from functools import lru_cache
from typing import Any, BinaryIO
from urllib.parse import unquote_to_bytes
from wsgiref.util import FileWrapper

from .protocol import ABSOLUTE, Request

__all__ = ["base_environ", "make_environ"]


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
    base: dict[str, Any], request: Request, address: Any, body: BinaryIO
) -> dict[str, Any]:
    """Return the environ of `request`, which `address` sent."""
    environ = base.copy()
    environ["REQUEST_METHOD"] = request.method
    environ["SERVER_PROTOCOL"] = request.version
    environ["REMOTE_ADDR"] = address[0]
    environ["REMOTE_PORT"] = str(address[1])
    environ["wsgi.input"] = body
    environ["wsgi.errors"] = sys.stderr
    for name, value in request.headers:
        if key := environ_key(name):
            text = value.decode("latin-1")
            if key in environ:  # several fields become one
                comma = "; " if name == b"cookie" else ","
                text = environ[key] + comma + text
            environ[key] = text
    add_target(environ, request.target)
    if request.length is None:  # it came in chunks, and all of it is here
        environ["CONTENT_LENGTH"] = str(body.seek(0, os.SEEK_END))
        body.seek(0)
        del environ["HTTP_TRANSFER_ENCODING"]
    return environ


def add_target(environ: dict[str, Any], target: str) -> None:
    """Split the request target; one in absolute form names the host too."""
    if absolute := ABSOLUTE.fullmatch(target):
        environ["HTTP_HOST"], target = absolute[1], absolute[2]
        target = target if target.startswith("/") else f"/{target}"
    path, _, environ["QUERY_STRING"] = target.partition("?")
    if "%" in path:
        path = unquote_to_bytes(path).decode("latin-1")
    environ["PATH_INFO"] = "" if path == "*" else path


@lru_cache(maxsize=512)
def environ_key(name: bytes) -> str:
    """Return the key for a field; empty if the field must not have one.

    A name with an underscore could pass for one with a hyphen, and so for a
    field that a proxy has checked; HTTP_PROXY is believed by other programs.
    """
    if b"_" in name or name == b"proxy":
        return ""
    key = name.decode("ascii").replace("-", "_").upper()
    return key if key in ("CONTENT_LENGTH", "CONTENT_TYPE") else f"HTTP_{key}"
