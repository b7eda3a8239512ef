# %% [markdown] task
# # Saved, says the log
# kind: fix it, function: place_order, formerly: 03-2, allows: unawaited
#
# This service says that the order was saved, and nobody has ever found it.
# The note under the chart is about that, and about a second fault: when no mail is wanted, something else is left over too.
# Fix both: the order is saved, then the mail is sent if it is wanted, and `place_order` returns what was done, `['save', 'mail']` or `['save']`.
# When no mail is wanted, no coroutine is left over.
# When saving fails, its exception comes out and no mail is sent.

# %% imports
from helpers import b, run
from helpers.checking.exercise import ANYTHING, Attempt, Case, Rule
from helpers.checking.fakes import Job, StrangeError, calls
from helpers.checking.rules import in_order, one_by_one, returns, takes


# %% stub
async def place_order(do, wants_mail):
    saving = do("save")
    mail = do("mail")
    done = []
    if saving:
        done.append("save")
    if wants_mail:
        done.append(await mail)
    return done


# %% trial
run(place_order(b, wants_mail=False), title="Saved, says the log")


# %% reference
async def place_order(do, wants_mail):
    done = [await do("save")]
    if wants_mail:
        done.append(await do("mail"))
    return done


# %% cases
def order(words: str, wants_mail: bool, save: Job, mail: float = 0.5) -> Case:
    """An order to be saved, and perhaps a mail to be sent after it."""
    jobs = {"save": save, "mail": Job(mail)}
    steps = ["save", "mail"] if wants_mail and not save.raises else ["save"]
    return Case(
        words,
        lambda world: (world.job("do", jobs), wants_mail),
        returns=ANYTHING if save.raises else steps,
        raises=type(save.raises) if save.raises else None,
        seconds=sum(jobs[step].seconds for step in steps),
        order=calls("do", steps),
    )


full = OSError("the disk is full")
cases = [
    order("", True, Job(1)),
    order("without a mail", False, Job(1)),
    order("with other lengths", True, Job(1.2917), mail=0.7373),
    order("with a slow mail", True, Job(0.5), mail=2),
    order("when saving fails", True, Job(1, raises=full)),
    order(
        "when saving fails and no mail is wanted",
        False,
        Job(0.5, raises=StrangeError("no disk")),
    ),
]


# %% rules
def leaves_none_over(attempt: Attempt) -> str | None:
    """Find a coroutine that was prepared and neither awaited nor closed."""
    if attempt.error is not None or not attempt.unawaited:
        return None  # asked of orders that were saved
    return "a coroutine was prepared, and neither awaited nor closed"


rules = [
    in_order(
        hint="which lines run a coroutine, and which only make one?",
        more="A coroutine is true whether or not it has run. Await saving first, then the mail if it is wanted.",
    ),
    one_by_one(
        hint="may the mail go out before the order is saved?",
        more="Await saving to its end before the mail is sent.",
    ),
    Rule(
        leaves_none_over,
        hint="which call was made before it was known to be needed?",
        more="Call do() in the line that awaits it, so that none is prepared in vain.",
    ),
    returns(
        hint="what does each await give you?",
        more="Put into the list what each await gave, in order.",
    ),
    takes(
        hint="what does it wait for besides the two jobs?",
        more="Await the jobs, and nothing else.",
    ),
]

# %% [markdown] discussion
# `if saving:` asks whether the coroutine is true, and every coroutine is.
# The mail was prepared whether or not it was wanted; called where it is awaited, it cannot be left over, whichever way the function ends.
# With `mail.close()` one has to think of each way out of the function, a failure of the first step included.

# %% [markdown] solved
# yes: what was said to be done was done, and nothing was left over.
#
# Try next: prepare both coroutines first, as the stub does, and close() what is not needed. How many ways out of the function are there?
