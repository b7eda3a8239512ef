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
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from typing import Any, cast

from .exchange import Application
from .listening import UNIX
from .server import Server
from .settings import Settings

__all__ = ["UsageError", "find_app", "main", "parse_bind"]

VERSION = "helpers.wsgi 1.0"

log = logging.getLogger("helpers.wsgi")


class UsageError(Exception):
    """What the user asked for cannot be done: one sentence says why."""


@contextmanager
def blaming(what: str) -> Iterator[None]:
    """Turn what the system says against `what` into a sentence."""
    try:
        yield
    except (OSError, OverflowError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UsageError(f"{what}{reason}") from None


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until interrupted; return the exit status: 0, 1 or 2."""
    options = parser().parse_args(arguments)
    form = "[%(asctime)s] [%(levelname)s] %(message)s"
    logging.basicConfig(level=options.log_level.upper(), format=form)
    try:
        run(options)
    except UsageError as error:
        print(f"helpers.wsgi: {error}", file=sys.stderr)
        return 2
    except (asyncio.CancelledError, KeyboardInterrupt):
        log.warning("Stopped at once")
        return 1
    finally:
        try:
            print(end="", flush=True)
        except (OSError, ValueError):  # its reader has gone: no matter
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return 0


def run(options: argparse.Namespace) -> None:
    """Do what the options say; raise `UsageError`."""
    host, port = parse_bind(options.bind)
    names = [field.name for field in fields(Settings)]
    with blaming(""):
        settings = Settings(**{n: getattr(options, n) for n in names})
    access_log = open_access_log(options.access_logfile)
    with blaming(f"cannot enter {options.chdir}: "):
        os.chdir(options.chdir)
    sys.path.insert(0, os.getcwd())
    app = find_app(options.app)
    with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
        with blaming(f"cannot bind {options.bind}: "):
            server = Server(app, host, port, settings, access_log)
        runner.run(serve(server))


async def serve(server: Server) -> None:
    """Serve; stop in peace on the first signal, at once on the second."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task is not None
    steps = iter([server.stop])

    def obey(*_: object) -> None:
        loop.call_soon_threadsafe(next(steps, task.cancel))

    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, obey)
        except NotImplementedError:  # Windows
            signal.signal(number, obey)
    log.info("Listening at %s (Ctrl-C stops)", server.door.url)
    await server.serve()
    log.info("Stopped")


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
    return cast(Application, app)


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

    Of `unix:path` that is the host. Raise `UsageError`.
    """
    if text.startswith(UNIX) and text != UNIX:
        return text, 0
    host, _, port = text.rpartition(":")
    if not port.isascii() or not port.isdigit() or int(port) > 65535:
        raise UsageError(f"{text!r} is no address: write 127.0.0.1:8000")
    if host.startswith("[") and host.endswith("]"):
        return host[1:-1], int(port)
    if ":" in host:
        raise UsageError(f"{text!r} is no address: write [::1]:8000")
    return host or ("" if ":" in text else "127.0.0.1"), int(port)


def open_access_log(name: str | None) -> Callable[[str], object] | None:
    """Return what writes a line, and at once, to the file; `-` is stdout.

    Without a buffer: a thread that waits for a reader of the log must not
    hold its lock, which is needed when the process ends.
    """
    if name is None:
        return None
    where, mode = (1, "wb") if name == "-" else (name, "ab")
    with blaming(f"cannot write {name}: "):
        file = open(where, mode, 0, closefd=where != 1)  # noqa: SIM115
    return lambda line: file.write(line.encode() + b"\n")


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    about = "Serve a WSGI application: a teaching server."
    parser = argparse.ArgumentParser("python -m helpers.wsgi", None, about)
    add = parser.add_argument
    add("app", help="package.module:name of the application")
    add("-b", "--bind", default="127.0.0.1:8000", help="or unix:path")
    add("--access-logfile", metavar="FILE", help="'-' is standard output")
    levels = ["debug", "info", "warning", "error", "critical"]
    add("--log-level", default="info", choices=levels)
    add("--chdir", default=".", metavar="FOLDER", help="import from here")
    add("-v", "--version", action="version", version=VERSION)
    for field in fields(Settings):
        names = ["--" + field.name.replace("_", "-"), *field.metadata["flags"]]
        what = f"{field.metadata['what']} (default: {field.default})"
        kind = float if field.type is float else int
        add(*names, dest=field.name, type=kind, default=field.default,
            help=what, metavar="N")  # fmt: skip
    return parser
