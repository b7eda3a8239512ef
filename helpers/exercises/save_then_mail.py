# %% [markdown] task
# # Saved, says the log
# kind: fix it, function: place_order, formerly: 03-2, allows: unawaited
#
# This service says that it saved the order, and yet the order is nowhere to be found.
# The note under the chart says why, and shows a second fault: if no mail is wanted, another coroutine is left over.
# Fix both: `place_order` saves the order, then sends the mail if it is wanted, and returns what it did, `['save', 'mail']` or `['save']`.
# If saving fails, the exception comes out as it is, and no mail is sent.
# Every coroutine that is made is awaited or closed, even if saving fails.

# %% imports
from helpers import b, run
from helpers.checking.exercise import ANYTHING, Attempt, Case, Rule
from helpers.checking.fakes import Job, StrangeError, calls
from helpers.checking.rules import (
    as_it_is,
    asks,
    awaits_all,
    in_order,
    one_by_one,
    returns,
    takes,
)


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
        asks=calls("do", steps),
        order=calls("do", steps),
    )


full = OSError("the disk is full")
cases = [
    order("", True, Job(1)),
    order("without a mail", False, Job(1)),
    order("with other lengths", True, Job(1.2917), mail=0.7373),
    order("with a slow mail", True, Job(0.5), mail=2),
    order("when saving fails", True, Job(1, raises=full)),
    order("with a ValueError", True, Job(1, raises=ValueError("no order"))),
    order(
        "when saving fails and no mail is wanted",
        False,
        Job(0.5, raises=StrangeError("no disk")),
    ),
]


# %% rules
def mails_when_wanted(attempt: Attempt) -> str | None:
    """Find a mail that was not wanted, or that no order was saved for."""
    (mail,) = calls("do", ["mail"])
    made = [call.label for call in attempt.calls]
    if mail in made and mail not in (attempt.case.order or ()):
        return f"{mail} was started, and should not have been"
    return None


rules = [
    Rule(
        mails_when_wanted,
        hint="what decides whether the mail is sent?",
        more="Send it only if it is wanted, and after the order is saved.",
    ),
    asks(
        hint="which line runs it, and which only makes a coroutine?",
        more="A coroutine is true whether or not it has run. Await saving "
        "first, then the mail if it is wanted.",
    ),
    in_order(
        hint="which of the two is awaited first?",
        more="Await saving first, then the mail if it is wanted.",
    ),
    one_by_one(
        hint="what has to be over before the mail is sent?",
        more="Await saving to its end before you send the mail.",
    ),
    awaits_all(
        hint="was it called before it was known to be needed?",
        more="Call do() in the line that awaits it: then no coroutine is "
        "made in vain.",
    ),
    as_it_is(),
    returns(
        hint="what does each await give you?",
        more="Put into the list what each await gave you, in order.",
    ),
    takes(
        hint="what does it wait for besides the two jobs?",
        more="Await the jobs, and nothing else.",
    ),
]

# %% [markdown] discussion
# `if saving:` asks whether the coroutine is true, and every coroutine is.
# The mail was prepared whether or not it was wanted; if you call `do("mail")` where you await it, no coroutine can be left over.
# With `mail.close()` you have to think of every way out of the function, including a failure of the first step.

# %% [markdown] solved
# yes: the order was saved, and nothing was left over.
#
# Another way: `with contextlib.closing(do("mail")) as mail:` closes the coroutine on every way out.
#
# Try next: prepare both coroutines first, as the stub does, and close() the one that is not needed. How many ways out of the function are there?
