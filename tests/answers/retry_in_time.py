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
        try:
            await asyncio.wait({task}, timeout=patience)
        finally:
            task.cancel()
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


# %% not yet: when the answer is an empty text: try 2 began at 0.5 s, and none was due any more; what happens to an answer that is empty?
async def retry(ask, tries, patience):
    for _ in range(tries):
        try:
            answer = await asyncio.wait_for(ask(), patience)
            if answer:
                return answer
        except Exception:
            pass


# %% not yet: took 3 s: the last call was done at 2.5 s already; what else does it wait for, besides the tries?
async def retry(ask, tries, patience):
    for _ in range(tries):
        task = asyncio.create_task(ask())
        await asyncio.sleep(patience)
        if task.done() and not task.exception():
            return task.result()
        task.cancel()
        await asyncio.wait([task])


# %% not yet: when it is cancelled: was cancelled at 1.25 s, and returned None all the same; which 'except' in there catches more than it has to?
async def retry(ask, tries, patience):
    for _ in range(tries):
        try:
            return await asyncio.wait_for(ask(), timeout=patience)
        except:
            pass


# %% yes
async def retry(ask, tries, patience):
    async def once():
        task = asyncio.ensure_future(ask())
        try:
            return True, await asyncio.wait_for(asyncio.shield(task), patience)
        except Exception:
            return False, None
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    for _ in range(tries):
        good, answer = await once()
        if good:
            return answer
    return None


# %% yes
class Try:
    def __init__(self, ask):
        self.task = asyncio.ensure_future(ask())

    async def __aenter__(self):
        return self

    async def __aexit__(self, *error):
        self.task.cancel()
        await asyncio.wait([self.task])

    def answered(self):
        return self.task.done() and self.task.exception() is None


async def retry(ask, tries, patience):
    for _ in range(tries):
        async with Try(ask) as one:
            await asyncio.wait([one.task], timeout=patience)
            if one.answered():
                return one.task.result()


# %% yes
async def retry(ask, tries, patience):
    async def answers():
        for _ in range(tries):
            try:
                async with asyncio.timeout(patience):
                    yield await ask()
            except Exception as error:
                print("one more:", error)

    async for answer in answers():
        return answer


# %% yes
async def retry(ask, tries, patience):
    found = asyncio.Queue()

    async def one():
        try:
            found.put_nowait(await ask())
        except Exception:
            pass

    while tries and found.empty():
        tries -= 1
        task = asyncio.create_task(one())
        timer = asyncio.get_running_loop().call_later(patience, task.cancel)
        await asyncio.gather(task, return_exceptions=True)
        timer.cancel()
    return None if found.empty() else found.get_nowait()


# %% yes
async def retry(ask, tries, patience):
    for left in range(tries, 0, -1):
        async with asyncio.TaskGroup() as group:
            end = group.create_task(attempt(ask, patience))
        good, answer = end.result()
        if good:
            return answer


async def attempt(ask, patience):
    try:
        return True, await asyncio.wait_for(ask(), patience)
    except Exception as error:
        return False, error


# %% not yet: when it is cancelled: ended while ask() was still under way; what happens to your tasks when the function itself is cancelled?
async def retry(ask, tries, patience):
    for _ in range(tries):
        task = asyncio.create_task(ask())
        await asyncio.wait([task], timeout=patience)
        if not task.done():
            task.cancel()
            await asyncio.wait([task])
        elif not task.exception():
            return task.result()


# %% not yet: try 2 began at 1.1 s, not at 1 s; when is a try over, and how many may there be?
async def retry(ask, tries, patience):
    for _ in range(tries):
        try:
            return await asyncio.wait_for(ask(), patience)
        except Exception:
            await asyncio.sleep(0.1)


# %% not yet: raised TimeoutError (line 2: async with asyncio.timeout(patience):); is that to be caught, and where?
async def retry(ask, tries, patience):
    async with asyncio.timeout(patience):
        for _ in range(tries):
            try:
                return await ask()
            except Exception:
                pass


# %% not yet: when a try fails: try 3 began at 0.625 s, and none was due any more; when is a try over, and how many may there be?
async def retry(ask, tries, patience):
    answer = None
    for _ in range(tries):
        try:
            answer = await asyncio.wait_for(ask(), patience)
        except Exception as error:
            answer = error
    return answer


# %% not yet: there was no try 2; when is a try over, and how many may there be?
async def retry(ask, tries, patience):
    call = ask()
    for _ in range(tries):
        try:
            return await asyncio.wait_for(call, patience)
        except Exception:
            pass
