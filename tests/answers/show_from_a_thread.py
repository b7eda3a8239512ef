import asyncio


# %% yes
async def watch(copy, show):
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(
        None, copy, lambda percent: loop.call_soon_threadsafe(show, percent)
    )


# %% yes
async def watch(copy, show):
    loop, reports = asyncio.get_running_loop(), asyncio.Queue()

    def report(percent):
        loop.call_soon_threadsafe(reports.put_nowait, percent)

    async def screen():
        while True:
            show(await reports.get())

    watching = asyncio.create_task(screen())
    try:
        return await asyncio.to_thread(copy, report)
    finally:
        watching.cancel()
        await asyncio.wait([watching])


# %% yes
async def watch(copy, show):
    loop, reports = asyncio.get_running_loop(), asyncio.Queue()

    def work():
        try:
            return copy(
                lambda percent: loop.call_soon_threadsafe(
                    reports.put_nowait, (percent,)
                )
            )
        finally:
            loop.call_soon_threadsafe(reports.put_nowait, None)

    job = asyncio.create_task(asyncio.to_thread(work))
    while (news := await reports.get()) is not None:
        show(*news)
    return await job


# %% yes
async def watch(copy, show):
    loop = asyncio.get_running_loop()

    async def shown(percent):
        show(percent)

    def report(percent):
        asyncio.run_coroutine_threadsafe(shown(percent), loop).result()

    return await asyncio.to_thread(copy, report)


# %% yes
from functools import partial


async def watch(copy, show):
    loop = asyncio.get_running_loop()
    report = partial(loop.call_soon_threadsafe, show)
    async with asyncio.timeout(None):
        return await asyncio.create_task(asyncio.to_thread(copy, report))


# %% not yet: raised RuntimeError: show() was called in another thread (line 2: return await asyncio.to_thread(copy, show)); what does the error say about that line?
async def watch(copy, show):
    return await asyncio.to_thread(copy, show)


# %% not yet: raised RuntimeError: Non-thread-safe operation invoked on an event loop other than the current one (line 4: copy, lambda percent: loop.call_soon(show, percent)); what does the error say about that line?
async def watch(copy, show):
    loop = asyncio.get_running_loop()
    return await asyncio.to_thread(
        copy, lambda percent: loop.call_soon(show, percent)
    )


# %% not yet: held up the whole event loop for 2 s; which call in there waits without an 'await'?
async def watch(copy, show):
    return copy(show)


# %% not yet: show(25) came when copy() was over already; where do the reports wait until copy() returns?
async def watch(copy, show):
    reports = []
    result = await asyncio.to_thread(copy, reports.append)
    for percent in reports:
        show(percent)
    return result


# %% not yet: returned None, not 'copied'; does every way out of the function end in a 'return'?
async def watch(copy, show):
    loop = asyncio.get_running_loop()

    def report(percent):
        loop.call_soon_threadsafe(show, percent)

    await asyncio.to_thread(copy, report)


# %% not yet: raised RuntimeError: no running event loop (line 3: asyncio.get_running_loop().call_soon_threadsafe(show, percent)); what does the error say about that line?
async def watch(copy, show):
    def report(percent):
        asyncio.get_running_loop().call_soon_threadsafe(show, percent)

    return await asyncio.to_thread(copy, report)


# %% not yet: with a copy that fails: returned None, and OSError should have come out; what keeps it from coming out?
async def watch(copy, show):
    loop = asyncio.get_running_loop()

    def report(percent):
        loop.call_soon_threadsafe(show, percent)

    try:
        return await asyncio.to_thread(copy, report)
    except OSError:
        return None


# %% not yet: with the same percentage twice: the order was show(50); what becomes of each report on its way to show()?
async def watch(copy, show):
    loop, seen = asyncio.get_running_loop(), set()

    def report(percent):
        if percent not in seen:
            seen.add(percent)
            loop.call_soon_threadsafe(show, percent)

    return await asyncio.to_thread(copy, report)


# %% not yet: with a copy that fails: ended in OSError while screen() was still under way; which lines run on that way out of the function?
async def watch(copy, show):
    loop, reports = asyncio.get_running_loop(), asyncio.Queue()

    async def screen():
        while True:
            show(await reports.get())

    watching = asyncio.create_task(screen())
    return await asyncio.to_thread(
        copy, lambda p: loop.call_soon_threadsafe(reports.put_nowait, p)
    )
