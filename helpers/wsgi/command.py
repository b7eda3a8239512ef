"""The command line: `python -m helpers.wsgi package.module:app`.

Why: a server is only one if it can be started where no notebook is. The
flags are those of gunicorn and waitress, so that nobody has to learn new
ones. It is no process manager: one process, no reload, no daemon.
"""

import argparse
import asyncio
import importlib
import logging
import os
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import fields
from functools import partial
from typing import Any, TextIO

from .call import Application
from .server import Server
from .settings import Settings

__all__ = ["UsageError", "find_app", "main", "parse_bind"]

VERSION = "helpers.wsgi 1.0"

log = logging.getLogger("helpers.wsgi")


class UsageError(Exception):
    """What the user asked for cannot be done: one sentence says why."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until interrupted; return the exit status, 0 or 2."""
    options = parser().parse_args(arguments)
    logging.basicConfig(
        level=options.log_level.upper(),
        format="[%(asctime)s] [%(levelname)s] %(message)s",
    )
    try:
        return run(options)
    except UsageError as error:
        print(f"helpers.wsgi: {error}", file=sys.stderr)
        return 2


def run(options: argparse.Namespace) -> int:
    """Do what the options say; raise `UsageError`."""
    host, port = parse_bind(options.bind)
    settings = make_settings(options)
    access_log = open_access_log(options.access_logfile)
    enter(options.chdir)
    app = find_app(options.app)
    serve = partial(serve_on, app, host, port, settings, access_log)
    with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
        runner.run(serve())
    return 0


async def serve_on(
    app: Application,
    host: str,
    port: int,
    settings: Settings,
    access_log: Callable[[str], object] | None,
) -> None:
    """Serve on `host` and `port` until a signal comes."""
    try:
        server = Server(app, host, port, settings, access_log)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UsageError(f"cannot bind {host}:{port}: {reason}") from None
    obey_signals(server)
    shown = f"[{server.host}]" if ":" in server.host else server.host
    log.info("Listening at http://%s:%d (Ctrl-C stops)", shown, server.port)
    await server.serve()
    log.info("Stopped")


def obey_signals(server: Server) -> None:
    """Stop in peace on the first signal, at once on the second."""
    loop = asyncio.get_running_loop()
    task = asyncio.current_task()
    assert task is not None

    def obey(*_: object) -> None:
        if server.stopping:
            loop.call_soon_threadsafe(task.cancel)
        server.stop()

    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, obey)
        except NotImplementedError:  # Windows
            signal.signal(number, obey)


def find_app(spec: str) -> Application:
    """Import the application that `package.module:name` names.

    Raise `UsageError`. Without a name it is `application`, as in gunicorn.
    """
    module_name, _, name = spec.partition(":")
    if not module_name:
        raise UsageError(f"no module in {spec!r}: write package.module:app")
    app = import_module(module_name)
    for part in (name or "application").split("."):
        if not hasattr(app, part):
            raise UsageError(f"module {module_name!r} has no {part!r}")
        app = getattr(app, part)
    if not callable(app):
        raise UsageError(f"{spec!r} is not callable, so it is no application")
    found: Application = app
    return found


def import_module(name: str) -> Any:
    """Import a module; an error *in* it is shown in full."""
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name and (name + ".").startswith(error.name + "."):
            raise UsageError(f"there is no module {error.name!r}") from None
        raise UsageError(f"module {name!r} needs {error.name!r}") from error
    except (TypeError, ValueError) as error:
        raise UsageError(f"{name!r} is no module name: {error}") from None
    except Exception as error:
        log.exception("while importing %s", name)
        raise UsageError(f"module {name!r} failed: {error!r}") from error


def parse_bind(text: str) -> tuple[str, int]:
    """Return host and port of `host:port`, `[::1]:port`, `:port` or `port`.

    Raise `UsageError`.
    """
    host, _, port = text.rpartition(":")
    if not port.isascii() or not port.isdigit() or int(port) > 65535:
        raise UsageError(f"{text!r} is no address: write 127.0.0.1:8000")
    if host.startswith("[") and host.endswith("]"):
        return host[1:-1], int(port)
    if ":" in host:
        raise UsageError(f"{text!r} is no address: write [::1]:8000")
    return host or ("" if ":" in text else "127.0.0.1"), int(port)


def make_settings(options: argparse.Namespace) -> Settings:
    """Pick the settings out of the options; raise `UsageError`."""
    names = [field.name for field in fields(Settings)]
    try:
        return Settings(**{name: getattr(options, name) for name in names})
    except ValueError as error:
        raise UsageError(str(error)) from None


def open_access_log(name: str | None) -> Callable[[str], object] | None:
    """Return what writes a line to the file, `-` being standard output."""
    if name is None:
        return None
    if name == "-":
        return partial(write_line, sys.stdout)
    try:
        return partial(write_line, open(name, "a", buffering=1))
    except OSError as error:
        raise UsageError(f"cannot write {name}: {error.strerror}") from None


def write_line(file: TextIO, line: str) -> None:
    """Write a line at once: whoever watches a log wants to see it."""
    print(line, file=file, flush=True)


def enter(folder: str) -> None:
    """Go to the folder where the application is, and import from there."""
    try:
        os.chdir(folder)
    except OSError as error:
        raise UsageError(f"cannot enter {folder}: {error.strerror}") from None
    sys.path.insert(0, os.getcwd())


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m helpers.wsgi",
        description="Serve a WSGI application: a teaching server.",
    )
    add = parser.add_argument
    add("app", help="package.module:name of the application")
    add("-b", "--bind", default="127.0.0.1:8000", help="host:port")
    add("--access-logfile", metavar="FILE", help="'-' is standard output")
    levels = ["debug", "info", "warning", "error", "critical"]
    add("--log-level", default="info", choices=levels)
    add("--chdir", default=".", metavar="FOLDER", help="import from here")
    add("-v", "--version", action="version", version=VERSION)
    help_ = "let applications read long bodies while they arrive"
    add("--stream", action="store_true", help=help_)
    for name, (flags, text) in SETTINGS.items():
        default = getattr(DEFAULTS, name)
        kind = float if name in SECONDS else int
        text += f" (default: {default})"
        add(*flags, dest=name, type=kind, default=default, help=text,
            metavar="N")  # fmt: skip
    return parser


DEFAULTS = Settings()
SECONDS = {"timeout", "graceful_timeout", "keep_alive"}
SETTINGS = {
    "threads": (["--threads"], "applications at the same moment"),
    "timeout": (["-t", "--timeout"], "seconds a client may stall"),
    "graceful_timeout": (["--graceful-timeout"], "seconds to finish in"),
    "keep_alive": (["--keep-alive"], "seconds an idle connection stays"),
    "backlog": (["--backlog"], "connections that wait to be accepted"),
    "connection_limit": (["--connection-limit"], "open connections"),
    "limit_request_line": (["--limit-request-line"], "bytes"),
    "limit_request_fields": (["--limit-request-fields"], "header fields"),
    "limit_request_field_size": (
        ["--limit-request-field_size", "--limit-request-field-size"],
        "bytes of one header field",
    ),
    "max_body": (
        ["--max-body", "--max-request-body-size"],
        "bytes of one request body",
    ),
}
