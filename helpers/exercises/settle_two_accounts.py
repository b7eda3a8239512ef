# %% [markdown] task
# # Two payments that wait for each other
# kind: fix it, function: settle
#
# A bank carries out payments at the same time.
# Each payment in the list `payments` is a pair of names, the giver and the taker, which differ.
# For each payment it awaits `look_up(giver)`, to see whether there is enough, and after that `move(giver, taker)`.
# While it does both, it holds a lock for each of the two accounts, so that no other payment touches them.
# The program below stands still as soon as ann pays bob while bob pays ann.
# Read in the message which task holds which lock, and fix `settle(look_up, move, payments)`.
# Payments that share no account still run at the same time; those that share one run one after another, in any order.

# %% imports
import asyncio
import itertools
import re
from collections import defaultdict

from helpers import DeadlockError, b, run
from helpers.checking.exercise import Attempt, Case, Found, Rule, cancelled
from helpers.checking.fakes import Call, Given, World
from helpers.checking.rules import asks, takes


def until_stuck(main, title):  # the notebook has it too
    try:
        return run(main, title=title)
    except DeadlockError as error:
        print(error)


# %% stub
async def settle(look_up, move, payments):
    locks = {n: asyncio.Lock() for names in payments for n in names}

    async def pay(giver, taker):
        async with locks[giver]:
            await look_up(giver)
            async with locks[taker]:
                await move(giver, taker)

    await asyncio.gather(*(pay(*names) for names in payments))


# %% trial
payments = [("ann", "bob"), ("bob", "ann")]
both = settle(b, lambda giver, taker: b(taker), payments)
until_stuck(both, title="Two payments at once")


# %% reference
async def settle(look_up, move, payments):
    locks = {n: asyncio.Lock() for names in payments for n in names}

    async def pay(giver, taker):
        first, second = sorted([giver, taker])
        async with locks[first], locks[second]:
            await look_up(giver)
            await move(giver, taker)

    await asyncio.gather(*(pay(*names) for names in payments))


# %% cases
SAME = 1e-6  # seconds; times closer than this are equal


def paid(
    words: str,
    rounds: int,
    *pairs: str,
    look: float = 0.5,
    pay: float = 1,
) -> Case:
    """Payments such as "ann bob", that take so many rounds in all."""
    some = [(pair.split()[0], pair.split()[1]) for pair in pairs]
    givers = {giver for giver, _ in some}

    def given(world: World) -> Given:
        return (
            world.job("look_up", dict.fromkeys(givers, look)),
            world.job("move", dict.fromkeys(givers, pay), arguments=2),
            [*some],
        )

    looks = [f"look_up({giver!r})" for giver, _ in some]
    moves = [f"move({giver!r}, {taker!r})" for giver, taker in some]
    return Case(
        words,
        given,
        seconds=rounds * (look + pay),
        asks=[*looks, *moves],
    )


cases = [
    paid("", 2, "ann bob", "bob ann"),
    paid("with one payment", 1, "ann bob"),
    paid("with payments that share nothing", 1, "ann bob", "eve kim"),
    paid("with two pairs", 2, "ann bob", "eve kim", "bob ann", "kim eve"),
    paid("with a circle of three", 3, "ann bob", "bob cat", "cat ann"),
    paid("with a queue", 3, "ann bob", "bob cat", "cat bob"),
    paid("with one who pays all", 3, "ann bob", "ann cat", "ann eve"),
    paid(
        "with other lengths", 2, "x y", "y x", "u v", look=0.7373, pay=1.2917
    ),
    paid("with no payment", 0),
    cancelled(paid("when it is cancelled", 2, "x y", "y x"), at=2.1),
]


# %% rules
def accounts_alone(attempt: Attempt) -> Found | None:
    """Find two payments that have an account at the same time."""
    began: dict[str, list[float]] = defaultdict(list)  # looks, by giver
    moved: list[tuple[float, Call]] = []
    for call in sorted(attempt.calls, key=lambda call: call.started):
        if call.label.startswith("look_up"):
            began[call.name].append(call.started)
        else:
            looks = began[call.name] or [call.started]
            moved.append((looks.pop(0), call))
    for (_, one), (begin, other) in itertools.combinations(moved, 2):
        shared = _accounts(one) & _accounts(other)
        if shared and begin < one.end - SAME:
            words = f"{other.label} was begun while {one.label} had"
            return Found(f"{words} {min(shared)}")
    return None


def _accounts(call: Call) -> set[str]:
    return {*re.findall(r"'(\w+)'", call.label)}


def looks_first(attempt: Attempt) -> Found | None:
    """Find a payment that was moved before the giver was looked up."""
    looked: dict[str, int] = defaultdict(int)
    for call in sorted(attempt.calls, key=lambda call: call.started):
        looked[call.name] += 1 if call.label.startswith("look_up") else -1
        if looked[call.name] < 0:
            return Found(f"{call.label} started before look_up")
    return None


rules = [
    Rule(
        accounts_alone,
        "which two locks does a payment need, and for how long?",
        "Hold the locks of the giver and of the taker around both awaits.",
    ),
    asks(
        hint="is every payment looked up and moved, once?",
        more="Await look_up(giver) and then move(giver, taker) for each pair.",
    ),
    Rule(
        looks_first,
        "what comes first in each payment?",
        "Await look_up(giver), and then move(giver, taker).",
    ),
    takes(
        hint="which payments may run at the same time?",
        more="One lock for each account, and a task for each payment.",
    ),
]

# %% [markdown] discussion
# Each of the two tasks held one lock and waited for that of the other.
# If every task takes its locks in one order, here that of the alphabet, the task that holds the last lock never waits for anything, so there is no circle.
# Both locks are taken before the first `await` of the payment, so the giver is locked while it is looked up, as before.

# %% [markdown] solved
# yes: every payment had both accounts to itself, and none waited for ever.
#
# Another way: one `asyncio.Condition` and a set of the accounts in use; a payment waits until neither of its two is in the set.
#
# Try next: let an account pay itself. What does the message say, and what has to change?
