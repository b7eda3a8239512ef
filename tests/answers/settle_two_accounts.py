import asyncio


# %% yes
async def settle(look_up, move, payments):
    locks = {n: asyncio.Lock() for names in payments for n in names}

    async def pay(giver, taker):
        async with locks[max(giver, taker)], locks[min(giver, taker)]:
            await look_up(giver)
            await move(giver, taker)

    async with asyncio.TaskGroup() as group:
        for names in payments:
            group.create_task(pay(*names))


# %% yes
async def settle(look_up, move, payments):
    busy, changed = set(), asyncio.Condition()

    async def pay(giver, taker):
        async with changed:
            await changed.wait_for(lambda: not busy & {giver, taker})
            busy.update({giver, taker})
        try:
            await look_up(giver)
            await move(giver, taker)
        finally:
            async with changed:
                busy.difference_update({giver, taker})
                changed.notify_all()

    await asyncio.gather(*(pay(*names) for names in payments))


# %% yes
from contextlib import AsyncExitStack


async def settle(look_up, move, payments):
    locks = {}

    async def pay(giver, taker):
        async with AsyncExitStack() as stack:
            for name in sorted({giver, taker}):
                lock = locks.setdefault(name, asyncio.Lock())
                await stack.enter_async_context(lock)
            await look_up(giver)
            await move(giver, taker)

    await asyncio.gather(*[pay(*names) for names in payments])


# %% yes
async def settle(look_up, move, payments):
    left, busy, pending = list(payments), set(), {}

    async def pay(giver, taker):
        await look_up(giver)
        await move(giver, taker)

    while left or pending:
        for names in list(left):
            if not busy & {*names}:
                left.remove(names)
                busy |= {*names}
                pending[asyncio.create_task(pay(*names))] = names
        done, _ = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        for task in done:
            busy -= {*pending.pop(task)}


# %% not yet: move('bob', 'ann') was begun while move('ann', 'bob') had ann; which two locks does a payment need, and for how long?
async def settle(look_up, move, payments):
    async def pay(giver, taker):
        await look_up(giver)
        await move(giver, taker)

    await asyncio.gather(*(pay(*names) for names in payments))


# %% not yet: with payments that share nothing: took 3 s: move('ann', 'bob') started only when look_up('ann') was done; which payments may run at the same time?
async def settle(look_up, move, payments):
    lock = asyncio.Lock()

    async def pay(giver, taker):
        async with lock:
            await look_up(giver)
            await move(giver, taker)

    await asyncio.gather(*(pay(*names) for names in payments))


# %% not yet: move('ann', 'bob') was begun while move('bob', 'ann') had ann; which two locks does a payment need, and for how long?
async def settle(look_up, move, payments):
    locks = {n: asyncio.Lock() for names in payments for n in names}

    async def pay(giver, taker):
        async with locks[giver]:
            await look_up(giver)
        async with locks[taker]:
            await move(giver, taker)

    await asyncio.gather(*(pay(*names) for names in payments))


# %% not yet: with payments that share nothing: took 3 s: move('ann', 'bob') started only when look_up('ann') was done; which payments may run at the same time?
async def settle(look_up, move, payments):
    for giver, taker in payments:
        await look_up(giver)
        await move(giver, taker)


# %% not yet: move('bob', 'ann') was begun while move('ann', 'bob') had ann; which two locks does a payment need, and for how long?
async def settle(look_up, move, payments):
    locks = {n: asyncio.Lock() for names in payments for n in names}

    async def pay(giver, taker):
        await look_up(giver)
        first, second = sorted([giver, taker])
        async with locks[first], locks[second]:
            await move(giver, taker)

    await asyncio.gather(*(pay(*names) for names in payments))


# %% not yet: move('ann', 'bob') started before look_up; what comes first in each payment?
async def settle(look_up, move, payments):
    locks = {n: asyncio.Lock() for names in payments for n in names}

    async def pay(giver, taker):
        async with locks[giver], locks[taker]:
            await move(giver, taker)
            await look_up(giver)

    await asyncio.gather(*(pay(*names) for names in payments))


# %% not yet: with a queue: it waits for ever (line 9: await asyncio.gather(*(pay(*names) for names in payments))); who was to wake it?
async def settle(look_up, move, payments):
    locks = {n: asyncio.Lock() for names in payments for n in names}

    async def pay(giver, taker):
        async with locks[giver], locks[taker]:
            await look_up(giver)
            await move(giver, taker)

    await asyncio.gather(*(pay(*names) for names in payments))
