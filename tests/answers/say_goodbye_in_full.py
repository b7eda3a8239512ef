import asyncio


# %% yes
async def visit(work, goodbye, patience):
    try:
        return await asyncio.wait_for(work(), patience)
    except TimeoutError:
        return "too late"
    finally:
        await goodbye()


# %% yes
async def visit(work, goodbye, patience):
    answer = "too late"
    try:
        async with asyncio.timeout(patience):
            answer = await work()
    except TimeoutError:
        pass
    except BaseException:
        await goodbye()
        raise
    await goodbye()
    return answer


# %% yes
async def visit(work, goodbye, patience):
    task = asyncio.create_task(work())
    try:
        await asyncio.wait([task], timeout=patience)
    finally:
        task.cancel()
        await asyncio.wait([task])
        await goodbye()
    return "too late" if task.cancelled() else task.result()


# %% yes
import contextlib


@contextlib.asynccontextmanager
async def connection(goodbye):
    try:
        yield
    finally:
        await goodbye()


async def visit(work, goodbye, patience):
    async with connection(goodbye):
        try:
            async with asyncio.timeout(patience):
                return await work()
        except TimeoutError:
            return "too late"


# %% yes
async def visit(work, goodbye, patience):
    try:
        async with asyncio.timeout(patience) as limit:
            try:
                return await work()
            finally:
                if not limit.expired():
                    limit.reschedule(None)
                await goodbye()
    except TimeoutError:
        return "too late"


# %% not yet: with work that fails: goodbye() was never started; is there a way out on which no goodbye is said, or two?
async def visit(work, goodbye, patience):
    try:
        async with asyncio.timeout(patience):
            answer = await work()
    except TimeoutError:
        answer = "too late"
    await goodbye()
    return answer


# %% not yet: with work that is too slow: goodbye() was never started; is there a way out on which no goodbye is said, or two?
async def visit(work, goodbye, patience):
    try:
        async with asyncio.timeout(patience):
            answer = await work()
        await goodbye()
        return answer
    except TimeoutError:
        return "too late"


# %% not yet: returned while goodbye() was still under way; who awaits the tasks that you started?
async def visit(work, goodbye, patience):
    try:
        async with asyncio.timeout(patience):
            try:
                return await work()
            finally:
                await asyncio.shield(goodbye())
    except TimeoutError:
        return "too late"


# %% not yet: with work that is too slow: goodbye() was started 2 times; is there a way out on which no goodbye is said, or two?
async def visit(work, goodbye, patience):
    try:
        async with asyncio.timeout(patience):
            return await work()
    except TimeoutError:
        await goodbye()
        return "too late"
    finally:
        await goodbye()


# %% not yet: with work that fails: returned 'too late', and ConnectionError should have come out; what keeps it from coming out?
async def visit(work, goodbye, patience):
    try:
        async with asyncio.timeout(patience):
            return await work()
    except Exception:
        return "too late"
    finally:
        await goodbye()


# %% not yet: when it is cancelled: was cancelled at 1.25 s, and returned 'too late' all the same; which 'except' in there catches more than it has to?
async def visit(work, goodbye, patience):
    try:
        async with asyncio.timeout(patience):
            return await work()
    except (TimeoutError, asyncio.CancelledError):
        return "too late"
    finally:
        await goodbye()


# %% not yet: with work that is too slow: work() was not cancelled: it returned at 3 s; what does the limit go around?
async def visit(work, goodbye, patience):
    try:
        return await work()
    finally:
        await goodbye()


# %% not yet: with work that is too slow: raised TimeoutError (line 3: async with asyncio.timeout(patience):); is that to be caught, and where?
async def visit(work, goodbye, patience):
    try:
        async with asyncio.timeout(patience):
            return await work()
    finally:
        await goodbye()


# %% not yet: returned while goodbye() was still under way; who awaits the tasks that you started?
async def visit(work, goodbye, patience):
    try:
        async with asyncio.timeout(patience):
            return await work()
    except TimeoutError:
        return "too late"
    finally:
        asyncio.create_task(goodbye())


# %% not yet: with work that is too slow: returned while work() was still under way; who awaits the tasks that you started?
async def visit(work, goodbye, patience):
    try:
        async with asyncio.timeout(patience):
            return await asyncio.shield(work())
    except TimeoutError:
        return "too late"
    finally:
        await goodbye()


# %% yes
async def visit(work, goodbye, patience):
    async def in_time():
        async with asyncio.timeout(patience):
            return await work()

    try:
        return await in_time()
    except TimeoutError:
        return "too late"
    finally:
        await asyncio.shield(goodbye())


# %% yes
async def visit(work, goodbye, patience):
    task = asyncio.create_task(work())
    try:
        async with asyncio.timeout(patience):
            await asyncio.wait([task])
    except TimeoutError:
        pass
    finally:
        task.cancel()
        await asyncio.wait([task])
        await goodbye()
    try:
        return await task
    except asyncio.CancelledError:
        return "too late"


# %% yes
import contextlib


async def visit(work, goodbye, patience):
    async with contextlib.AsyncExitStack() as stack:
        stack.push_async_callback(goodbye)
        try:
            return await asyncio.wait_for(work(), timeout=patience)
        except TimeoutError:
            return "too late"
