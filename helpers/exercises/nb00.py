"""The one exercise of notebook 00: a first try at being checked."""

from __future__ import annotations

from typing import Any

from helpers.checking.exercise import Case, Exercise, Wrong
from helpers.checking.fakes import World
from helpers.checking.rules import asks, returns, takes, together

__all__ = ["EXERCISES", "NOTEBOOK"]

NOTEBOOK = "00_start_here"


def _two(words: str, one: tuple[str, float], other: tuple[str, float]) -> Case:
    """Two jobs: the name of each, and the seconds that it takes."""

    def given(world: World) -> tuple[Any, ...]:
        return world.single(*one), world.single(*other)

    return Case(
        words,
        given,
        returns=[one[0], other[0]],
        seconds=max(one[1], other[1]),
        more={"asks": [f"{one[0]}()", f"{other[0]}()"]},
    )


BOTH = Exercise(
    id="00-1",
    kind="complete",
    title="Two at once",
    name="both",
    task="""
Complete `both(first, second)`: it runs `first()` and `second()` so that their waits overlap, and returns their two results in a list, that of `first` in front.
With the slow `a` and a quick one, that takes no longer than `a` alone.
The program in *Two at once*, further up, shows how.
""",
    stub="""
async def both(first, second):
    return [await first(), await second()]
""",
    trial='run(both(a, a), title="Exercise 00-1")',
    cases=(
        _two("", ("slow", 3), ("quick", 1)),
        _two("with the quick one first", ("quick", 0.5), ("slow", 2)),
        _two("with two that are equally slow", ("one", 2), ("two", 2)),
    ),
    rules=(
        asks(
            hint="does it run each of the two, once?",
            more="Call first() and second(), once each.",
        ),
        together(
            hint="what has to happen before the first 'await'?",
            more="Hand both to asyncio.create_task, then await both tasks.",
        ),
        returns(
            hint="in which order are the results returned?",
            more="Return a list: the result of first(), then of second().",
        ),
        takes(
            hint="what does it wait for, besides the slower of the two?",
            more="Nothing but the two has to take time here.",
        ),
    ),
    reference="""
async def both(first, second):
    one = asyncio.create_task(first())
    other = asyncio.create_task(second())
    return [await one, await other]
""",
    discussion="""
Both are handed to the event loop before either is awaited, so both wait at the same time.
The order in which they are awaited decides the order of the list, not how long it takes.
""",
    good="both were under way before you waited for either.",
    then="await them in the other order. What changes in the chart?",
    others=(
        """
async def both(first, second):
    return list(await asyncio.gather(first(), second()))
""",
        """
async def both(first, second):
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(job()) for job in (first, second)]
    return [task.result() for task in tasks]
""",
    ),
    wrong=(
        Wrong(
            """
async def both(first, second):
    return [await first(), await first()]
""",
            "not yet: quick() was never started; does it run each of the two, "
            "once?",
        ),
        Wrong(
            """
async def both(first, second):
    one = asyncio.create_task(first())
    result = await one
    return [result, await asyncio.create_task(second())]
""",
            "not yet: took 4 s: quick() started only when slow() was done; what "
            "has to happen before the first 'await'?",
        ),
        Wrong(
            """
async def both(first, second):
    other = asyncio.create_task(second())
    one = asyncio.create_task(first())
    return [await other, await one]
""",
            "not yet: returned ['quick', 'slow'], not ['slow', 'quick']; in which "
            "order are the results returned?",
        ),
        Wrong(
            """
async def both(first, second):
    return [first(), second()]
""",
            "not yet: returned a coroutine, of which nothing has run; is there an "
            "'await' missing?",
        ),
        Wrong(
            """
async def both(first, second):
    one = asyncio.create_task(first())
    other = asyncio.create_task(second())
    await asyncio.sleep(5)
    return [one.result(), other.result()]
""",
            "not yet: took 5 s: the last call was done at 3 s already; what does "
            "it wait for, besides the slower of the two?",
        ),
    ),
)

EXERCISES = (BOTH,)
