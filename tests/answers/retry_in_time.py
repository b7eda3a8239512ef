import asyncio


# %% yes
async def retry(ask, tries, patience):
    for _ in range(tries):
        try:
            return await asyncio.wait_for(ask(), patience)
        except Exception:
            continue


# %% yes
async def retry(ask, tries, patience):
    if tries == 0:
        return None
    try:
        async with asyncio.timeout(patience):
            return await ask()
    except Exception:
        pass
    return await retry(ask, tries - 1, patience)


# %% yes
async def retry(ask, tries, patience):
    left = tries
    while left > 0:
        left -= 1
        task = asyncio.ensure_future(ask())
        done, pending = await asyncio.wait({task}, timeout=patience)
        for one in pending:
            one.cancel()
        [end] = await asyncio.gather(task, return_exceptions=True)
        if not isinstance(end, BaseException):
            return end
    return None


# %% not yet: try 1 lasted until 3 s, not until 1 s; when is a try over, and how many may there be?
async def retry(ask, tries, patience):
    return await ask()


# %% not yet: returned while ask() and 1 more were still under way; who awaits the tasks that you started?
async def retry(ask, tries, patience):
    for _ in range(tries):
        task = asyncio.create_task(ask())
        done, pending = await asyncio.wait([task], timeout=patience)
        if done:
            return task.result()


# %% not yet: when a try fails: raised StrangeError: down (line 4: return await asyncio.wait_for(ask(), patience)); is that to be caught, and where?
async def retry(ask, tries, patience):
    for _ in range(tries):
        try:
            return await asyncio.wait_for(ask(), patience)
        except TimeoutError:
            continue


# %% not yet: when a call takes its time to stop: ask() started at 1 s, before ask() was done; what has to be over before the next try?
async def retry(ask, tries, patience):
    for _ in range(tries):
        task = asyncio.create_task(ask())
        done, pending = await asyncio.wait([task], timeout=patience)
        if done and not task.exception():
            return task.result()
        task.cancel()


# %% not yet: when no answer comes: try 3 began at 1 s, and none was due any more; when is a try over, and how many may there be?
async def retry(ask, tries, patience):
    for _ in range(tries + 1):
        try:
            return await asyncio.wait_for(ask(), patience)
        except Exception:
            pass


# %% not yet: ask() started at 0 s, before ask() was done; what has to be over before the next try?
async def retry(ask, tries, patience):
    tasks = [asyncio.create_task(ask()) for _ in range(tries)]
    done, pending = await asyncio.wait(
        tasks, timeout=patience, return_when=asyncio.FIRST_COMPLETED
    )
    for task in pending:
        task.cancel()
    for task in done:
        if not task.exception():
            return task.result()


# %% not yet: when the answer is an empty text: try 2 began at 0.5 s, and none was due any more; when is a try over, and how many may there be?
async def retry(ask, tries, patience):
    for _ in range(tries):
        try:
            answer = await asyncio.wait_for(ask(), patience)
            if answer:
                return answer
        except Exception:
            pass


# %% not yet: took 3 s: the last call was done at 2.5 s already; what does it wait for besides the tries?
async def retry(ask, tries, patience):
    for _ in range(tries):
        task = asyncio.create_task(ask())
        await asyncio.sleep(patience)
        if task.done() and not task.exception():
            return task.result()
        task.cancel()
        await asyncio.wait([task])


# %% yes
async def retry(ask, tries, patience):
    for _ in range(tries):
        try:
            return await asyncio.wait_for(ask(), timeout=patience)
        except Exception:
            continue
    return None


# %% not yet: when it is cancelled: was cancelled at 1.25 s, and returned None all the same; which 'except' in there catches more than it has to?
async def retry(ask, tries, patience):
    for _ in range(tries):
        try:
            return await asyncio.wait_for(ask(), timeout=patience)
        except:
            pass


# %% yes
async def retry(ask, tries, patience):
    if not tries:
        return None
    try:
        async with asyncio.timeout(patience):
            return await ask()
    except Exception:
        return await retry(ask, tries - 1, patience)


# %% yes
async def retry(ask, tries, patience):
    async def once():
        task = asyncio.ensure_future(ask())
        try:
            return True, await asyncio.wait_for(asyncio.shield(task), patience)
        except Exception:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            return False, None

    for _ in range(tries):
        good, answer = await once()
        if good:
            return answer
    return None
