import asyncio


# %% yes
async def persist(ask, rests, limit):
    async with asyncio.timeout(limit):
        for rest in [*rests, None]:
            try:
                return await ask()
            except ConnectionError:
                if rest is None:
                    raise
            await asyncio.sleep(rest)


# %% yes
async def persist(ask, rests, limit):
    async def tries():
        left = list(rests)
        while True:
            try:
                return await ask()
            except ConnectionError:
                if not left:
                    raise
                await asyncio.sleep(left.pop(0))

    return await asyncio.wait_for(tries(), limit)


# %% yes
async def persist(ask, rests, limit):
    loop = asyncio.get_running_loop()
    async with asyncio.timeout_at(loop.time() + limit):
        number = 0
        while number < len(rests):
            try:
                answer = await ask()
            except ConnectionError:
                await asyncio.sleep(rests[number])
                number += 1
            else:
                return answer
        return await ask()


# %% yes
async def again(ask, rests):
    if not rests:
        return await ask()
    first, *others = rests
    try:
        return await ask()
    except ConnectionError:
        pass
    await asyncio.sleep(first)
    return await again(ask, others)


async def persist(ask, rests, limit):
    async with asyncio.timeout(limit):
        return await again(ask, rests)


# %% yes
async def persist(ask, rests, limit):
    async with asyncio.timeout(limit):
        rests = iter(rests)
        while True:
            task = asyncio.create_task(ask())
            try:
                return await task
            except ConnectionError as error:
                rest = next(rests, None)
                if rest is None:
                    raise error
            await asyncio.sleep(rest)


# %% not yet: ask() started at 0.25 s, not at 0.75 s; which rest follows this failure, and is there a try after the last rest?
async def persist(ask, rests, limit):
    while True:
        try:
            return await ask()
        except ConnectionError:
            pass


# %% not yet: ask() was started only 2 times; which rest follows this failure, and is there a try after the last rest?
async def persist(ask, rests, limit):
    async with asyncio.timeout(limit):
        for rest in rests:
            try:
                return await ask()
            except ConnectionError:
                await asyncio.sleep(rest)


# %% not yet: when it breaks: returned 'news', and StrangeError should have come out; what keeps it from coming out?
async def persist(ask, rests, limit):
    async with asyncio.timeout(limit):
        for rest in rests:
            try:
                return await ask()
            except Exception:
                await asyncio.sleep(rest)
        return await ask()


# %% not yet: when a try times out by itself: returned 'news', and TimeoutError should have come out; what keeps it from coming out?
async def persist(ask, rests, limit):
    async with asyncio.timeout(limit):
        for rest in rests:
            try:
                return await ask()
            except OSError:
                await asyncio.sleep(rest)
        return await ask()


# %% not yet: with the limit in a rest: returned 'news', and TimeoutError should have come out; what keeps it from coming out?
async def persist(ask, rests, limit):
    for rest in rests:
        try:
            async with asyncio.timeout(limit):
                return await ask()
        except ConnectionError:
            await asyncio.sleep(rest)
    return await ask()


# %% not yet: with an empty answer: ask() was started 3 times; which rest follows this failure, and is there a try after the last rest?
async def persist(ask, rests, limit):
    async with asyncio.timeout(limit):
        for rest in rests:
            try:
                if answer := await ask():
                    return answer
            except ConnectionError:
                await asyncio.sleep(rest)
        return await ask()


# %% not yet: when all tries fail: took 3 s: the last call was done at 2.5 s already; from when to when does it wait?
async def persist(ask, rests, limit):
    async with asyncio.timeout(limit):
        for rest in [*rests, 0.5]:
            try:
                return await ask()
            except ConnectionError as error:
                last = error
                await asyncio.sleep(rest)
        raise last


# %% not yet: ask() started at 0.5 s, not at 0 s; which rest follows this failure, and is there a try after the last rest?
async def persist(ask, rests, limit):
    async with asyncio.timeout(limit):
        await asyncio.sleep(rests[0] if rests else 0)
        for rest in rests:
            try:
                return await ask()
            except ConnectionError:
                await asyncio.sleep(rest)
        return await ask()
