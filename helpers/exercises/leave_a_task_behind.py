# %% [markdown] task
# # Make your chart look like this one
# kind: change the schedule, function: job, formerly: 01-2, allows: leaving tasks + unawaited
#
# In the chart below `a()` is left behind: it runs beside `b("b1")` until the end of the run cancels it.
# Change `job` so that it draws this chart and still returns `'b1'`:
#
# ```text
# job(a, b) |---------|  returned 'b1' at 1
#   b('b1') |---------|  returned 'b1' at 1
# a()       |---------x  cancelled at the end of run at 1
#           0         1 seconds
# ```
#
# The check uses other lengths and other answers too; it compares when each call starts and ends, and ignores the indents.

# %% imports
import asyncio

from helpers import a, b, run
from helpers.checking.exercise import Attempt, Case, Rule
from helpers.checking.fakes import Job
from helpers.checking.rules import chart, returns


# %% stub
async def job(a, b):
    return await b("b1")


# %% trial
run(job(a, b), title="Your chart")


# %% reference
async def job(a, b):
    task = asyncio.create_task(a())
    return await b("b1")


# %% cases
def left_behind(words: str, a: float, b: float, answer: str = "b1") -> Case:
    """Let b be awaited, and a go on until job() is over."""
    return Case(
        words,
        lambda world: (
            world.single("a", a),
            world.job("b", {"b1": Job(b, answer)}),
        ),
        returns=answer,
        chart=[("a()", 0, min(a, b)), ("b('b1')", 0, b)],
        left=["a()"] if a > b else [],
    )


cases = [
    left_behind("", 3, 1),
    left_behind("with other lengths", 10, 2.5),
    left_behind("with another answer", 3.1, 1.2917, answer="tea"),
    left_behind("with an empty answer", 3, 1, answer=""),
    left_behind("with an a() that is quicker than b", 0.5, 2),
]


# %% rules
def ends_with_the_run(attempt: Attempt) -> str | None:
    """Ask that the end of the run ends a(), and not the program itself."""
    if attempt.left or not attempt.case.left:
        return None
    return "job() stopped a() itself, before the run was over"


rules = [
    chart(
        hint="which of the two does job() wait for?",
        more="Make a task of a(), and then await b('b1') alone.",
        on_start=(
            "what does job() wait for before that?",
            "Make a task of a() first, and then await b('b1').",
        ),
    ),
    Rule(
        ends_with_the_run,
        hint="what cancels a() in the given chart?",
        more="Leave the task alone: the end of the run cancels it.",
    ),
    returns(
        hint="what does the await of b give you?",
        more="Return what b('b1') returns.",
    ),
]

# %% [markdown] discussion
# `create_task` asks the loop to run `a()` beside `job()`; nothing awaits that task.
# When `job()` returns, the run is over, and `run` cancels the tasks that are left, as `asyncio.run` does in a script.
# Keep the name `task`: the loop holds only a weak reference to a task, so a task that nothing else refers to may be thrown away in the middle of its work.

# %% [markdown] solved
# yes: a() ran for as long as job() did, and no longer.
#
# Another way: `asyncio.ensure_future(a())` makes a task too; `create_task` has the clearer name.
#
# Try next: await job(a, b) in a cell of its own, and wait: what is printed, and below which cell?
