"""What `run()` notes below the chart: coroutines that nobody awaited."""

import asyncio
import warnings

import pytest

from helpers import b, sleeper
from tests.tools.small_programs import virtual


def test_a_coroutine_that_was_never_awaited_is_noted_each_time():
    async def main():
        b("forgotten")
        await asyncio.sleep(1)

    note = (
        "note: b() was called but never awaited, so nothing of it ran: did "
        "you forget 'await'?"
    )
    for _ in range(3):
        done = virtual(main())
        assert done.timeline.notes == (note,)
        assert str(done).endswith(note)


def test_a_coroutine_that_was_forgotten_often_is_noted_once():
    async def main():
        for n in range(5):
            sleeper(n, 1)
        await asyncio.sleep(1)

    assert len(virtual(main()).timeline.notes) == 1


def test_other_warnings_are_shown_as_ever():

    async def main():
        warnings.warn("something else", UserWarning, stacklevel=1)

    with pytest.warns(UserWarning, match="something else"):
        virtual(main())
