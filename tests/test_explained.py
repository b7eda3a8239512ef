"""Programs that people ask about, and what is said of each.

Each is run with a prediction that is wrong, or into its deadlock. Every
sentence has to be true, and of use to somebody who does not know the answer.
"""

import asyncio
import contextlib
import re
import time

import pytest

from helpers import DeadlockError, a, b, fails, predict, run, sleeper

PROGRAMS = []


def says(*lines, guess=None, expect=()):
    """Keep a program, what is thought of it, and the lines it gets."""

    def keep(program):
        PROGRAMS.append((program, guess, expect, "\n".join(lines)))
        program.__qualname__ = "main"  # as learners call it
        return program

    return keep


def deadlock(*lines):
    """Keep a program that hangs, and the lines of the error after the head."""
    return says(*lines, expect=DeadlockError)


# One after another


@says(
    "You had 1 s, and it took 3 s: b2 started only when b1 was done.",
    guess=predict(seconds=1),
)
async def awaits_in_a_comprehension():
    return [await b(name) for name in ("b1", "b2", "b3")]


@says(
    "You had 1 s, and it took 2 s: b2 started only when b1 was done.",
    guess=predict(seconds=1),
)
async def a_task_that_is_awaited_at_once():
    for name in ("b1", "b2"):
        await asyncio.create_task(b(name))


@says(
    "You had 3 s, and it took 6 s: each turn of the loop over pages() waits "
    "for the next value and then for store(): 3 s and 3 s, one after the "
    "other.",
    guess=predict(seconds=3),
)
async def an_async_for_with_work_in_its_body():
    async def pages():
        for number in range(3):
            await asyncio.sleep(1)
            yield number

    async def store(number):
        await asyncio.sleep(1)

    async for number in pages():
        await store(number)


@says(
    "You had 1 s, and it took 3 s: main waited 3 s for the values of ticks().",
    guess=predict(seconds=1),
)
async def an_async_comprehension():
    async def ticks():
        for number in range(3):
            await asyncio.sleep(1)
            yield number

    return [number async for number in ticks()]


@says(
    "You had 4 s, and it took 3 s: a and b1 were under way at the same time.",
    guess=predict(seconds=4),
)
async def a_gather_that_was_thought_to_be_a_loop():
    return await asyncio.gather(a(), b("b1"))


@says(
    "You had a after b1: but b1 started only when a was done. You had 1 s, "
    "and it took 4 s: b1 started only when a was done.",
    guess=predict(order=["b1", "a"], seconds=1),
)
async def the_slow_one_is_awaited_first():
    return [await a(), await b("b1")]


# Locks and semaphores


async def crit(lock, number):
    async with lock:
        await asyncio.sleep(1)
        return number


@says(
    "You had 1 s, and it took 3 s: crit(<Lock>, 2) waited 2 s for the lock "
    "that crit(<Lock>, 0) and crit(<Lock>, 1) held.",
    guess=predict(seconds=1),
)
async def a_lock_around_the_whole_of_the_work():
    lock = asyncio.Lock()
    return await asyncio.gather(*(crit(lock, n) for n in range(3)))


@says(
    "You had 1 s, and it took 2 s: crit(<Semaphore>, 3) waited 1 s for a "
    "place of the semaphore that crit(<Semaphore>, 0) and crit(<Semaphore>, "
    "1) held.",
    guess=predict(seconds=1),
)
async def a_semaphore_with_too_few_places():
    semaphore = asyncio.Semaphore(2)
    await asyncio.gather(*(crit(semaphore, n) for n in range(4)))


@says(
    "You had 2 s, and it took 1 s: b1 and b2 were under way at the same time.",
    guess=predict(seconds=2),
)
async def a_semaphore_made_anew_in_each_call():
    async def polite(name):
        async with asyncio.Semaphore(1):
            return await b(name)

    await asyncio.gather(polite("b1"), polite("b2"))


@says(
    "You had early after late: but late waited 0.9 s for the lock that "
    "early held.",
    guess=predict(order=["late", "early"]),
)
async def a_lock_that_is_granted_in_the_order_of_asking():
    async def take(name, lock, seconds):
        await asyncio.sleep(seconds)
        async with lock:
            await asyncio.sleep(1)

    lock = asyncio.Lock()
    await asyncio.gather(take("early", lock, 0.1), take("late", lock, 0.2))


@deadlock(
    "  main() waits on gather, line N: await asyncio.gather(move(left, "
    "right), move(right, left))",
    "  move(<Lock>, <Lock>) waits on Lock.acquire, line N: async with target:",
    "    move(<Lock>, <Lock>) #2 holds that lock",
    "  move(<Lock>, <Lock>) #2 waits on Lock.acquire, line N: async with "
    "target:",
    "    move(<Lock>, <Lock>) holds that lock",
    "  move(<Lock>, <Lock>) and move(<Lock>, <Lock>) #2 wait for each other",
)
async def two_locks_taken_crosswise():
    async def move(source, target):
        async with source:
            await asyncio.sleep(1)
            async with target:
                await asyncio.sleep(1)

    left, right = asyncio.Lock(), asyncio.Lock()
    await asyncio.gather(move(left, right), move(right, left))


@deadlock(
    "  main() waits on Lock.acquire in inner(<Lock>), line N: async with "
    "lock:",
    "    main() holds that lock itself: the same task cannot acquire an "
    "asyncio.Lock twice",
)
async def a_lock_that_is_taken_twice():
    async def outer(lock):
        async with lock:
            await inner(lock)

    async def inner(lock):
        async with lock:
            pass

    await outer(asyncio.Lock())


@deadlock(
    "  main() waits on Lock.acquire in careless(<Lock>), line N: await "
    "lock.acquire()",
    "    that lock is taken, and nobody is inside 'async with' on it: look "
    "for an acquire() without its release()",
)
async def a_lock_that_is_never_given_back():
    async def careless(lock):
        await lock.acquire()

    lock = asyncio.Lock()
    await careless(lock)
    await careless(lock)


@deadlock(
    "  main() waits on Lock.acquire, line N: async with lock:",
    "    hold(<Lock>) holds that lock",
    "  hold(<Lock>) waits on Event.wait, line N: await asyncio.Event().wait()",
)
async def a_lock_that_a_context_manager_holds():
    @contextlib.asynccontextmanager
    async def locked(lock):
        async with lock:
            yield

    async def hold(lock):
        async with locked(lock):
            await asyncio.Event().wait()

    lock = asyncio.Lock()
    keep = asyncio.create_task(hold(lock))
    await asyncio.sleep(0)
    async with lock:
        return keep


@deadlock(
    "  main() waits on gather in walk(2, <Semaphore>), line N: await "
    "asyncio.gather(walk(depth - 1, places))",
    "  walk(1, <Semaphore>) waits on gather, line N: await "
    "asyncio.gather(walk(depth - 1, places))",
    "  walk(0, <Semaphore>) waits on Semaphore.acquire, line N: async with "
    "places:",
    "    main() and walk(1, <Semaphore>) hold the places of that semaphore",
)
async def a_semaphore_that_waits_for_its_own_places():
    async def walk(depth, places):
        async with places:
            if depth:
                await asyncio.gather(walk(depth - 1, places))

    await walk(2, asyncio.Semaphore(2))


# Queues


@deadlock(
    "  main() waits on Queue.join, line N: await queue.join()",
    "    1 item was taken from that queue without task_done() afterwards, "
    "and 1 item is still in it",
    "  worker(<Queue>) died at 2 s: it raised ZeroDivisionError: integer "
    "division or modulo by zero, and nobody has looked at that",
)
async def a_queue_whose_worker_died():
    async def worker(queue):
        while True:
            number = await queue.get()
            await asyncio.sleep(1)
            print(10 // number)
            queue.task_done()

    queue = asyncio.Queue()
    for number in (5, 0, 2):
        queue.put_nowait(number)
    keep = asyncio.create_task(worker(queue))
    await queue.join()
    return keep


@deadlock(
    "  main() waits on Queue.join, line N: await queue.join()",
    "    1 item was taken from that queue without task_done() afterwards",
    "  worker(<Queue>) waits on Queue.get, line N: await queue.get()",
    "    that queue is empty, and nobody will put anything in",
)
async def a_worker_that_forgets_task_done():
    async def worker(queue):
        while True:
            await queue.get()

    queue = asyncio.Queue()
    queue.put_nowait("job")
    keep = asyncio.create_task(worker(queue))
    await queue.join()
    return keep


@deadlock(
    "  main() waits on Queue.join, line N: await queue.join()",
    "    1 item was taken from that queue without task_done() afterwards",
    "  worker(<Queue>) was cancelled at 1 s",
)
async def a_worker_that_was_cancelled():
    async def worker(queue):
        while True:
            await queue.get()
            await asyncio.sleep(2)
            queue.task_done()

    queue = asyncio.Queue()
    queue.put_nowait("job")
    task = asyncio.create_task(worker(queue))
    await asyncio.sleep(1)
    task.cancel()
    await queue.join()


@deadlock(
    "  main() waits on gather, line N: await asyncio.gather(worker(1, "
    "queue), worker(2, queue))",
    "  worker(1, <Queue>) waits on Queue.get, line N: await queue.get()",
    "    that queue is empty, and nobody will put anything in",
    "  worker(2, <Queue>) waits on Queue.get, line N: await queue.get()",
    "    that queue is empty, and nobody will put anything in",
)
async def workers_that_nobody_stops():
    async def worker(number, queue):
        while True:
            await queue.get()

    queue = asyncio.Queue()
    queue.put_nowait("job")
    await asyncio.gather(worker(1, queue), worker(2, queue))


@deadlock(
    "  main() waits on Queue.put, line N: await queue.put(2)",
    "    that queue is full (1 item), and nobody takes one",
)
async def a_full_queue_that_nobody_empties():
    queue = asyncio.Queue(1)
    await queue.put(1)
    await queue.put(2)


@says(
    "You had 1 s, and it took 3 s: main waited 3 s in Queue.get, 3 times, "
    "while the queue was empty.",
    guess=predict(seconds=1),
)
async def a_consumer_that_waits_for_a_slow_producer():
    async def produce(queue):
        for number in range(3):
            await asyncio.sleep(1)
            await queue.put(number)

    queue = asyncio.Queue()
    keep = asyncio.create_task(produce(queue))
    for _ in range(3):
        await queue.get()
    return keep


# Events, futures, barriers


@deadlock(
    "  main() waits on future, line N: await "
    "asyncio.get_running_loop().create_future()",
)
async def a_future_that_nobody_fills():
    await asyncio.get_running_loop().create_future()


@deadlock(
    "  main() waits on first(), line N: await tasks[0]",
    "  first() waits on second(), line N: await tasks[1]",
    "  second() waits on first(), line N: await tasks[0]",
    "  first() and second() wait for each other",
)
async def two_tasks_that_wait_for_each_other():
    async def first():
        await tasks[1]

    async def second():
        await tasks[0]

    tasks = []
    tasks += map(asyncio.create_task, (first(), second()))
    await tasks[0]


@deadlock(
    '  main() waits on gather, line N: await asyncio.gather(come("one"), '
    'come("two"))',
    "  come('one') waits on Barrier.wait, line N: await barrier.wait()",
    "    2 of the 3 that it waits for have come",
    "  come('two') waits on Barrier.wait, line N: await barrier.wait()",
    "    2 of the 3 that it waits for have come",
)
async def a_barrier_for_one_too_many():
    barrier = asyncio.Barrier(3)

    async def come(name):
        await barrier.wait()

    await asyncio.gather(come("one"), come("two"))


@deadlock(
    "  main() waits on Condition.wait in late(<Condition>), line N: await "
    "condition.wait()",
    "    nobody will notify that condition: notify() wakes those who wait "
    "already, and none who come later",
)
async def a_condition_that_is_notified_too_early():
    async def late(condition):
        async with condition:
            await condition.wait()

    condition = asyncio.Condition()
    async with condition:
        condition.notify_all()
    await late(condition)


# Cancellation and time limits


@says(
    "You had 4 s, and it took 3 s: the limit cancelled a at 2 s.",
    guess=predict(seconds=4),
)
async def a_limit_that_cuts_short():
    try:
        async with asyncio.timeout(2):
            await a()
    except TimeoutError:
        pass
    return await b("b1")


@says(
    "You had 5 s, and it took 3 s: the limit ended a wait of patient at 1 s.",
    guess=predict(seconds=5),
)
async def a_limit_that_a_coroutine_sets_itself():
    async def patient():
        try:
            async with asyncio.timeout(1):
                await asyncio.sleep(5)
        except TimeoutError:
            await asyncio.sleep(2)

    await patient()


@says(
    "You had 1 s, and it took 3 s: patient alone takes 3 s.",
    guess=predict(seconds=1),
)
async def a_limit_after_which_there_is_more_to_do():
    async def patient():
        try:
            async with asyncio.timeout(1):
                await asyncio.sleep(5)
        except TimeoutError:
            await asyncio.sleep(2)

    await patient()


@says(
    "You had 3 s, and it took 2 s: the limit cancelled a at 2 s.",
    guess=predict(seconds=3),
)
async def a_wait_for_that_gives_up():
    try:
        await asyncio.wait_for(a(), 2)
    except TimeoutError:
        return "too late"


@says(
    "You had 1 s, and it took 3 s: stubborn was cancelled at 1 s, but it "
    "went on until 3 s.",
    guess=predict(seconds=1),
)
async def a_swallowed_cancellation():
    async def stubborn():
        try:
            await asyncio.sleep(5)
        except asyncio.CancelledError:
            await asyncio.sleep(2)

    task = asyncio.create_task(stubborn())
    await asyncio.sleep(1)
    task.cancel()
    await task


@says(
    "You had 1 s, and it took 3 s: the limit cancelled stubborn at 1 s, but "
    "it went on until 3 s.",
    guess=predict(seconds=1),
)
async def a_limit_that_is_swallowed():
    async def stubborn():
        try:
            await asyncio.sleep(5)
        except asyncio.CancelledError:
            await asyncio.sleep(2)

    async with asyncio.timeout(1):
        await stubborn()


@says(
    "You had 1 s, and it took 3 s: the group waits for all its tasks, and a "
    "alone takes 3 s.",
    guess=predict(seconds=1),
)
async def a_group_that_waits_for_its_children():
    async with asyncio.TaskGroup() as group:
        group.create_task(a())
        group.create_task(b("b1"))


@says(
    "You had 3 s, and it took 1 s: fails(1) raised ValueError at 1 s, and "
    "its group cancelled a.",
    guess=predict(seconds=3),
    expect=ExceptionGroup,
)
async def a_group_in_which_one_fails():
    async with asyncio.TaskGroup() as group:
        group.create_task(a())
        group.create_task(fails(1))


@says(
    "You had 3 s, and it took 1 s: fails(1) raised ValueError at 1 s, and "
    "main waited for nobody after that.",
    guess=predict(seconds=3),
    expect=ValueError,
)
async def a_gather_in_which_one_fails():
    await asyncio.gather(a(), fails(1))


@says(
    "You had b1 after fails: but both were under way from 0 s on, and b1 "
    "takes 1 s, fails 2 s. You had 2 s, and it took 3 s: fails(2) raised "
    "ValueError at 2 s, but nobody looked at it, and main went on.",
    guess=predict(order=["fails", "b1"], seconds=2),
)
async def an_exception_that_is_kept_silent():
    keep = asyncio.create_task(fails(2))
    await b("b1")
    await asyncio.sleep(2)
    return keep.done()


@says(
    "You had late in the order: but late never ended, it was cancelled when "
    "the run was over. You had 2 s, and it took 1 s: main was over at 1 s, "
    "and late was cancelled with it.",
    guess=predict(order=["late"], seconds=2),
)
async def a_task_that_nobody_waits_for():
    keep = asyncio.create_task(sleeper("late", 2))
    await b("b1")
    return keep.done()


# Blocking


@says(
    "You had 1 s, and it took 2.5 s: the loop was blocked for 2 s by the "
    "callback busy, and nobody else could go on.",
    guess=predict(seconds=1),
)
async def a_loop_that_a_callback_blocks():
    def busy():
        time.sleep(2)

    asyncio.get_running_loop().call_later(0.5, busy)
    await b("b1")


@says(
    "You had 2 s, and it took 4 s: the loop was blocked for 4 s by nap and "
    "nap() #2, and nobody else could go on.",
    guess=predict(seconds=2),
)
async def a_sleep_that_blocks():
    async def nap():
        time.sleep(2)

    await asyncio.gather(nap(), nap())


@says(
    "You had 1 s, and it took 3 s: main slept for 3 s in all, 3 times.",
    guess=predict(seconds=1),
)
async def a_loop_that_polls():
    keep = asyncio.create_task(sleeper("slow", 2.6))
    while not keep.done():
        await asyncio.sleep(1)


# A prediction of order


@says(
    "You had y after z: but both ended at 1 s, and y came first, because it "
    "was started first.",
    guess=predict(order=["z", "y", "x"]),
)
async def three_that_end_at_one_moment():
    async def say(name):
        await asyncio.sleep(1)

    await asyncio.gather(say("x"), say("y"), say("z"))


@says(
    "You had b2 after b1: but both ended at 1 s, and b2 came first, because "
    "its last sleep began at 0 s already.",
    guess=predict(order=["b1", "b2"]),
)
async def a_timer_that_was_set_first():
    async def twice(name):
        await asyncio.sleep(0.5)
        await asyncio.sleep(0.5)

    await asyncio.gather(twice("b1"), b("b2"))


def said(program, guess, expect, clock):
    """Return what a learner is told."""
    done = run(program(), clock=clock, prediction=guess, expect=expect)
    if guess is None:
        text = str(done.error).partition("\n")[2]
        return re.sub(r"line \d+", "line N", text)
    return str(done).partition("\n\nprediction: ")[2]


@pytest.mark.parametrize(
    ("program", "guess", "expect", "words"),
    PROGRAMS,
    ids=[program.__name__ for program, *_ in PROGRAMS],
)
def test_what_is_said_is_true_and_of_use(program, guess, expect, words):
    assert said(program, guess, expect, "virtual") == words


SLOW = [
    each
    for each in PROGRAMS
    if each[0].__name__
    in (
        "a_lock_around_the_whole_of_the_work",
        "a_semaphore_with_too_few_places",
        "two_locks_taken_crosswise",
        "a_limit_that_is_swallowed",
        "three_that_end_at_one_moment",
    )
]


@pytest.mark.length
@pytest.mark.parametrize(
    ("program", "guess", "expect", "words"),
    SLOW,
    ids=[program.__name__ for program, *_ in SLOW],
)
def test_the_same_is_said_on_the_real_clock(program, guess, expect, words):
    assert said(program, guess, expect, "real") == words
