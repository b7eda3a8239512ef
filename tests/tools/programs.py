"""Random asyncio programs that keep an account of what they do.

`programs()` is a strategy of trees of jobs: they sleep, fail, await others,
gather them, wait for them, cancel them and leave them behind. An `Account`
carries one out and notes every event with the time of the loop, without
knowing of any recorder. Whatever claims to know what a program did can be
held against it.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

__all__ = ["Account", "Job", "Step", "programs"]

LONGEST = 12  # tenths of a second
FIRST = asyncio.FIRST_COMPLETED
RETURN_WHEN = (asyncio.ALL_COMPLETED, FIRST, asyncio.FIRST_EXCEPTION)


@dataclass(frozen=True)
class Step:
    """One thing that a job does, with the jobs that it does it to."""

    kind: str
    jobs: tuple[Job, ...] = ()
    tenths: int = 0
    choice: Any = None


@dataclass(frozen=True)
class Job:
    """Some steps, one after another."""

    steps: tuple[Step, ...]


def sleeps() -> st.SearchStrategy[int]:
    return st.integers(0, LONGEST)


LEAVES = st.one_of(
    st.builds(Step, st.just("sleep"), tenths=sleeps()),
    st.builds(Step, st.just("sleep"), tenths=sleeps()),
    st.just(Step("turn")),
    st.just(Step("raise")),
    st.builds(Step, st.just("stubborn"), tenths=sleeps()),
    st.builds(Step, st.just("block"), tenths=sleeps()),
)


def steps(
    jobs: st.SearchStrategy[Job], *, groups: bool
) -> st.SearchStrategy[Step]:
    """Return a strategy of steps whose jobs are from `jobs`."""
    one = st.tuples(jobs)
    some = st.lists(jobs, min_size=1, max_size=3).map(tuple)
    kinds = [
        LEAVES,
        st.builds(
            Step,
            st.sampled_from(["await", "catch", "task", "leave"]),
            jobs=one,
            tenths=sleeps(),
        ),
        st.builds(
            Step,
            st.sampled_from(["timeout", "wait_for", "cancel", "shield"]),
            jobs=one,
            tenths=sleeps(),
        ),
        st.builds(Step, st.just("gather"), jobs=some, choice=st.booleans()),
        st.builds(
            Step,
            st.just("wait"),
            jobs=some,
            tenths=sleeps(),
            choice=st.sampled_from(RETURN_WHEN),
        ),
    ]
    if groups:
        kinds.append(st.builds(Step, st.just("group"), jobs=some))
    return st.one_of(kinds)


def _jobs(inner: st.SearchStrategy[Step]) -> st.SearchStrategy[Job]:
    return st.lists(inner, max_size=3).map(lambda found: Job(tuple(found)))


def programs(*, groups: bool = True) -> st.SearchStrategy[Job]:
    """Return a strategy of whole programs.

    A `TaskGroup` cancels its tasks in the order of a set, which is another
    one in each run: without `groups` a program does the same every time.
    """
    return st.recursive(
        _jobs(LEAVES),
        lambda inner: _jobs(steps(inner, groups=groups)),
        max_leaves=12,
    )


@dataclass
class Account:
    """Carries a program out, and notes what happens and when.

    `events` are (seconds, what, name); names are "0", "0.0", "0.1", ...
    as the jobs stand in the tree.
    """

    program: Job
    events: list[tuple[float, str, str]] = field(default_factory=list)
    keep: dict[str, Any] = field(default_factory=dict)  # name: task

    blocked: list[tuple[float, float]] = field(default_factory=list)

    def now(self) -> float:
        return round(asyncio.get_running_loop().time() - self.began, 6)

    def note(self, what: str, name: str) -> None:
        self.events.append((self.now(), what, name))

    def times(self, what: str) -> dict[str, float]:
        """Return {name: seconds} of the events that begin with `what`."""
        return {
            name: when
            for when, word, name in self.events
            if word.startswith(what)
        }

    async def main(self) -> str:
        """Carry out the whole program."""
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda *_: None)
        self.began = loop.time()
        self.jobs = dict(_named(self.program, "0"))
        return await self.job("0")

    async def job(self, name: str) -> str:
        """Carry out one job; its name is what it returns."""
        self.note("starts", name)
        try:
            await self.steps(name)
        except asyncio.CancelledError:
            self.note("ends cancelled", name)
            raise
        except BaseException as error:
            self.note(f"ends raised {type(error).__name__}", name)
            raise
        self.note("ends returned", name)
        return name

    async def steps(self, name: str) -> None:
        place = 0
        for step in self.jobs[name].steps:
            names = [f"{name}.{place + n}" for n in range(len(step.jobs))]
            place += len(names)
            await getattr(self, f"do_{step.kind}")(step, *names)

    def task(self, name: str) -> asyncio.Task[str]:
        task = asyncio.create_task(self.job(name))
        self.note("is created", name)
        self.keep[name] = task
        return task

    async def do_sleep(self, step: Step) -> None:
        await asyncio.sleep(step.tenths / 10)

    async def do_turn(self, step: Step) -> None:
        await asyncio.sleep(0)

    async def do_raise(self, step: Step) -> None:
        raise ValueError("a job of the program failed")

    async def do_stubborn(self, step: Step) -> None:
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.sleep(step.tenths / 10)

    async def do_block(self, step: Step) -> None:
        began = self.now()
        time.sleep(step.tenths / 10)
        self.blocked.append((began, self.now()))

    async def do_catch(self, step: Step, name: str) -> None:
        with contextlib.suppress(ValueError, asyncio.CancelledError):
            await self.job(name)
        await asyncio.sleep(step.tenths / 10)

    async def do_await(self, step: Step, name: str) -> None:
        await self.job(name)

    async def do_task(self, step: Step, name: str) -> None:
        task = self.task(name)
        await asyncio.sleep(step.tenths / 10)
        with contextlib.suppress(ValueError):
            await task

    async def do_leave(self, step: Step, name: str) -> None:
        self.task(name)

    async def do_timeout(self, step: Step, name: str) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(step.tenths / 10):
                await self.job(name)

    async def do_wait_for(self, step: Step, name: str) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.task(name), step.tenths / 10)

    async def do_cancel(self, step: Step, name: str) -> None:
        task = self.task(name)
        await asyncio.sleep(step.tenths / 10)
        task.cancel()
        await asyncio.wait([task])

    async def do_shield(self, step: Step, name: str) -> None:
        with contextlib.suppress(TimeoutError):
            shielded = asyncio.shield(self.task(name))
            await asyncio.wait_for(shielded, step.tenths / 10)

    async def do_gather(self, step: Step, *names: str) -> None:
        tasks = [self.task(name) for name in names]
        await asyncio.gather(*tasks, return_exceptions=step.choice)

    async def do_group(self, step: Step, *names: str) -> None:
        with contextlib.suppress(BaseExceptionGroup):
            async with asyncio.TaskGroup() as group:
                for name in names:
                    task = group.create_task(self.job(name))
                    self.note("is created", name)
                    self.keep[name] = task

    async def do_wait(self, step: Step, *names: str) -> None:
        tasks = [self.task(name) for name in names]
        _, pending = await asyncio.wait(
            tasks, timeout=step.tenths / 10, return_when=step.choice
        )
        for task in tasks:
            if task in pending:
                task.cancel()
            elif not task.cancelled():
                task.exception()


def _named(job: Job, name: str) -> Any:
    yield name, job
    below = [each for step in job.steps for each in step.jobs]
    for place, each in enumerate(below):
        yield from _named(each, f"{name}.{place}")
