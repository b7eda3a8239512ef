import asyncio


# %% yes
async def convert(start, limit):
    process = await start()
    try:
        return await asyncio.wait_for(process.communicate(), limit)
    except TimeoutError:
        pass
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


# %% yes
from contextlib import asynccontextmanager


@asynccontextmanager
async def running(start):
    process = await start()
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def convert(start, limit):
    async with running(start) as process:
        try:
            async with asyncio.timeout(limit):
                return await process.communicate()
        except TimeoutError:
            return None


# %% yes
async def convert(start, limit):
    process = await start()
    job = asyncio.create_task(process.communicate())
    try:
        done, _ = await asyncio.wait([job], timeout=limit)
        return job.result() if done else None
    finally:
        job.cancel()
        if process.returncode is None:
            process.kill()
            await process.wait()


# %% yes
async def convert(start, limit):
    process = await start()
    output = None
    try:
        async with asyncio.timeout(limit):
            output = await process.communicate()
    except TimeoutError:
        process.kill()
        await process.wait()
    except BaseException:
        process.kill()
        await process.wait()
        raise
    return output


# %% yes
async def end(process):
    if process.returncode is None:
        process.kill()
        await process.wait()


async def convert(start, limit):
    process = await start()
    try:
        async with asyncio.timeout(limit):
            return await process.communicate()
    except TimeoutError:
        return None
    finally:
        await asyncio.shield(end(process))


# %% not yet: with a program that takes too long: ended at 1 s, and the program was still there; which ways out of the function are there, and what happens to the program on each?
async def convert(start, limit):
    process = await start()
    try:
        async with asyncio.timeout(limit):
            return await process.communicate()
    except TimeoutError:
        process.kill()


# %% not yet: when its output cannot be read: ended at 0.5 s, and the program was still there; which ways out of the function are there, and what happens to the program on each?
async def convert(start, limit):
    process = await start()
    try:
        async with asyncio.timeout(limit):
            return await process.communicate()
    except TimeoutError:
        process.kill()
        await process.wait()


# %% not yet: raised ProcessLookupError: the program is over already (line 9: process.kill()); what does the error say about that line?
async def convert(start, limit):
    process = await start()
    try:
        async with asyncio.timeout(limit):
            return await process.communicate()
    except TimeoutError:
        return None
    finally:
        process.kill()
        await process.wait()


# %% not yet: with a program that takes too long: raised TimeoutError (line 2: async with asyncio.timeout(limit):); is that to be caught, and where?
async def convert(start, limit):
    async with asyncio.timeout(limit):
        process = await start()
        try:
            return await process.communicate()
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()


# %% not yet: with a slow start: the program was killed, though it would have been done in time; what ends the program, and when?
async def convert(start, limit):
    try:
        async with asyncio.timeout(limit):
            process = await start()
            return await process.communicate()
    except TimeoutError:
        return None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


# %% not yet: with a program that takes too long: the program was not killed: it was done at 3 s; what ends the program, and when?
async def convert(start, limit):
    process = await start()
    try:
        async with asyncio.timeout(limit):
            return await process.communicate()
    except TimeoutError:
        return None
    finally:
        await process.wait()


# %% not yet: with a program that takes too long: the program was not killed: it was done at 3 s; what ends the program, and when?
async def convert(start, limit):
    process = await start()
    output = await process.communicate()
    return output


# %% not yet: when its output cannot be read: returned None, and StrangeError should have come out; what keeps it from coming out?
async def convert(start, limit):
    process = await start()
    try:
        async with asyncio.timeout(limit):
            return await process.communicate()
    except BaseException:
        if process.returncode is None:
            process.kill()
            await process.wait()


# %% not yet: with an empty output: returned None, not ''; what happens to an answer that is empty?
async def convert(start, limit):
    process = await start()
    try:
        async with asyncio.timeout(limit):
            output = await process.communicate()
            return output or None
    except TimeoutError:
        return None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


# %% not yet: when it is cancelled: ended at 0.75 s, and the program was still there; which ways out of the function are there, and what happens to the program on each?
async def convert(start, limit):
    process = await start()
    try:
        async with asyncio.timeout(limit):
            return await process.communicate()
    except Exception as error:
        if process.returncode is None:
            process.kill()
            await process.wait()
        if not isinstance(error, TimeoutError):
            raise
