"""Starts a process for each notebook, all cores at work, and ends it.

A worker has limits on real time, memory, processes and output; the first
one that it breaks ends it and all that it has started, and costs the others
nothing. When a worker has ended, nothing of it is left: no process, no file.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import secrets
import signal
import time
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from helpers.grade import family, fence
from helpers.grade.apart import MOST_SAID
from helpers.grade.own_folder import files_in, own_folder
from helpers.grade.said import Kind, Said, said_from
from helpers.grade.submissions import Submission

__all__ = ["Limits", "Outcome", "cores", "run_all"]

MEGABYTE = 1_000_000
MOST_FILES = 2000  # that one notebook makes
MOST_PROCESSES = 50  # that one notebook has at a time
TICK = 0.2  # seconds between two looks at a worker
LAST_WORDS = 1.0  # seconds for what is still in a pipe
PIECE = 65536  # bytes
SIGNALLED = 128


@dataclass(frozen=True)
class Limits:
    """What one notebook may use."""

    seconds: float = 120
    cell_seconds: float = 30
    memory: int = 1000 * MEGABYTE
    disk: int = 100 * MEGABYTE
    output: int = 10 * MEGABYTE


@dataclass(frozen=True)
class Outcome:
    """What a worker said, why it was ended, if it was, and its length."""

    submission: Submission
    said: tuple[Said, ...] = ()
    ended: str = ""
    seconds: float = 0.0


def cores() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


async def run_all(
    submissions: Iterable[Submission],
    limits: Limits,
    jobs: int,
    done: Callable[[Outcome], None],
) -> list[Outcome]:
    """Run all notebooks, so many at a time; return what became of them."""
    family.adopt_orphans()
    _end_at_signals()
    places = asyncio.Semaphore(jobs)
    workers = _Workers(limits)

    async def one(submission: Submission) -> Outcome:
        async with places:
            outcome = await workers.run(submission)
        done(outcome)
        return outcome

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one(each)) for each in submissions]
    return [task.result() for task in tasks]


def _end_at_signals() -> None:
    """Be cancelled, and so end all workers, where else we would be killed."""
    me = asyncio.current_task()
    assert me is not None
    for name in ("SIGTERM", "SIGHUP"):
        with contextlib.suppress(AttributeError, NotImplementedError):
            number = getattr(signal, name)
            asyncio.get_running_loop().add_signal_handler(number, me.cancel)


class _Workers:
    """All workers that are under way."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._alive: set[int] = set()
        # While one is being started it is not yet known to be ours.
        self._starting = asyncio.Lock()

    async def run(self, submission: Submission) -> Outcome:
        """Run one notebook to its end, or to its limits."""
        if submission.fault:
            return Outcome(submission)
        began = time.monotonic()
        with own_folder() as folder:
            fence.furnish(folder)
            async with self._started(folder) as process:
                worker = _Worker(process, folder, self._limits)
                await worker.go(submission)
        seconds = time.monotonic() - began
        return Outcome(submission, worker.said(), worker.ended, seconds)

    @contextlib.asynccontextmanager
    async def _started(
        self, folder: Path
    ) -> AsyncIterator[asyncio.subprocess.Process]:
        async with self._starting:
            process = await asyncio.create_subprocess_exec(
                *fence.command(folder),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                cwd=folder,
                env=fence.environ(folder),
                start_new_session=True,
            )
            self._alive.add(process.pid)
        try:
            yield process
        finally:
            _end(process)
            await process.wait()
            self._alive.discard(process.pid)
            async with self._starting:
                family.end_orphans(self._alive)


class _Worker:
    """One worker, and what comes out of it."""

    def __init__(
        self,
        process: asyncio.subprocess.Process,
        folder: Path,
        limits: Limits,
    ) -> None:
        self._process, self._limits = process, limits
        self._folder = folder
        self._word = secrets.token_hex(16)
        self._heard = bytearray()
        self._printed = 0
        self.ended = ""

    async def go(self, submission: Submission) -> None:
        """Hand over the cells, and wait for the end, natural or not."""
        talk = [
            asyncio.create_task(each)
            for each in (
                self._hand_over(submission),
                self._hear(),
                self._count(),
            )
        ]
        try:
            await self._watch()
            _end(self._process)
            await asyncio.wait(talk, timeout=LAST_WORDS)
        finally:
            for task in talk:
                task.cancel()
            await asyncio.gather(*talk, return_exceptions=True)
        self.ended = self.ended or self._how_it_ended()

    def said(self) -> tuple[Said, ...]:
        """Return its lines; those of anybody else do not count."""
        word, found = self._word.encode() + b" ", []
        for line in bytes(self._heard).split(b"\n"):
            if line.startswith(word):
                with contextlib.suppress(ValueError, RecursionError):
                    found.append(json.loads(line.removeprefix(word)))
        said = map(said_from, found)
        return tuple(each for each in said if each is not None)

    async def _hand_over(self, submission: Submission) -> None:
        order = {
            "cells": [asdict(cell) for cell in submission.cells],
            "memory": self._limits.memory,
            "cell_seconds": self._limits.cell_seconds,
        }
        stdin = self._process.stdin
        assert stdin is not None
        with contextlib.suppress(ConnectionError):
            text = json.dumps(order).encode()
            # The word comes last: what has read all before never sees it.
            stdin.write(b"%d\n%b%b\n" % (len(text), text, self._word.encode()))
            await stdin.drain()
            stdin.close()

    async def _hear(self) -> None:
        assert self._process.stdout is not None
        while piece := await self._process.stdout.read(PIECE):
            self._heard += piece
            if len(self._heard) > 2 * MOST_SAID:
                self._stop("it wrote to where only the judge writes")
                return

    async def _count(self) -> None:
        assert self._process.stderr is not None
        while piece := await self._process.stderr.read(PIECE):
            self._printed += len(piece)
            if self._printed > self._limits.output:
                printed = self._limits.output // MEGABYTE
                self._stop(f"it printed more than {printed} MB")

    async def _watch(self) -> None:
        """Look at it every now and then, until it has ended."""
        latest = time.monotonic() + self._limits.seconds
        ending = asyncio.create_task(self._process.wait())
        try:
            while not ending.done():
                await asyncio.wait([ending], timeout=TICK)
                if not ending.done():
                    self._look(latest)
        finally:
            ending.cancel()

    def _look(self, latest: float) -> None:
        limits = self._limits
        if time.monotonic() > latest:
            self._stop(f"it went on for more than {limits.seconds:g} s")
        processes = family.below(self._process.pid)
        if len(processes) > MOST_PROCESSES:
            self._stop(f"it started more than {MOST_PROCESSES} processes")
        if family.memory_of(processes) > limits.memory:
            memory = limits.memory // MEGABYTE
            self._stop(f"it used more than {memory} MB of memory")
        files, size = files_in(self._folder, MOST_FILES)
        if files > MOST_FILES:
            self._stop(f"it made more than {MOST_FILES:,} files")
        if size > limits.disk:
            disk = limits.disk // MEGABYTE
            self._stop(f"it wrote more than {disk} MB to the disk")

    def _stop(self, why: str) -> None:
        self.ended = self.ended or why
        _end(self._process)

    def _how_it_ended(self) -> str:
        ends = [line.words for line in self.said() if line.kind is Kind.END]
        if ends:
            return ends[-1]
        status = self._process.returncode or 0
        # Bubblewrap, as a shell does, adds 128 to the signal's number.
        number = -status if status < 0 else status - SIGNALLED
        with contextlib.suppress(ValueError):
            return f"it killed its kernel ({signal.Signals(number).name})"
        return f"it ended its kernel (exit status {status})"


def _end(process: asyncio.subprocess.Process) -> None:
    """End a process, its group, and all that it has started."""
    everybody: Sequence[int] = family.below(process.pid)
    if process.returncode is None:
        with contextlib.suppress(OSError):
            process.kill()
    if hasattr(os, "killpg"):
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
    for each in everybody[1:]:
        with contextlib.suppress(OSError):
            os.kill(each, signal.SIGKILL)
