import asyncio


# %% yes
async def download(fetch, mirrors, limit):
    async def any_of(tasks):
        for answer in asyncio.as_completed(tasks):
            try:
                return await answer
            except ConnectionError:
                continue

    tasks = [asyncio.ensure_future(fetch(mirror)) for mirror in mirrors]
    try:
        return await asyncio.wait_for(any_of(tasks), limit)
    except asyncio.TimeoutError:
        return None
    finally:
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)


# %% yes
async def download(fetch, mirrors, limit):
    good = None

    async def one(mirror):
        nonlocal good
        try:
            answer = await fetch(mirror)
        except ConnectionError:
            return
        good = answer
        for task in tasks:
            if task is not asyncio.current_task():
                task.cancel()

    try:
        async with asyncio.timeout(limit), asyncio.TaskGroup() as group:
            tasks = [group.create_task(one(mirror)) for mirror in mirrors]
    except TimeoutError:
        pass
    return good


# %% not yet: when it is cancelled: ended while fetch('far') and 1 more were still under way; what happens to your tasks when the function itself is cancelled?
async def download(fetch, mirrors, limit):
    tasks = {asyncio.create_task(fetch(mirror)) for mirror in mirrors}
    pending, good = set(tasks), None
    end = asyncio.get_running_loop().time() + limit
    while pending and good is None:
        rest = end - asyncio.get_running_loop().time()
        done, pending = await asyncio.wait(
            pending, timeout=rest, return_when=asyncio.FIRST_COMPLETED
        )
        if not done:
            break
        for task in done:
            if task.exception() is None:
                good = task.result()
    for task in pending:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return good


# %% not yet: raised ConnectionError: the mirror is down (line 4: return await answer); is that to be caught, and where?
async def download(fetch, mirrors, limit):
    tasks = [asyncio.create_task(fetch(mirror)) for mirror in mirrors]
    for answer in asyncio.as_completed(tasks, timeout=limit):
        return await answer


# %% not yet: returned while fetch('far') was still under way; who awaits the tasks that you started?
async def download(fetch, mirrors, limit):
    tasks = [asyncio.create_task(fetch(mirror)) for mirror in mirrors]
    for answer in asyncio.as_completed(tasks, timeout=limit):
        try:
            return await answer
        except ConnectionError:
            pass


# %% not yet: with a limit that is too short: raised TimeoutError (line 6: return await answer); is that to be caught, and where?
async def download(fetch, mirrors, limit):
    tasks = [asyncio.create_task(fetch(mirror)) for mirror in mirrors]
    try:
        for answer in asyncio.as_completed(tasks, timeout=limit):
            try:
                return await answer
            except ConnectionError:
                pass
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


# %% not yet: with a mirror that needs a while to hang up: returned at 1 s, when fetch('far') had not ended yet; what waits until a cancelled fetch has ended?
async def download(fetch, mirrors, limit):
    tasks = [asyncio.create_task(fetch(mirror)) for mirror in mirrors]
    try:
        for answer in asyncio.as_completed(tasks, timeout=limit):
            try:
                return await answer
            except ConnectionError:
                pass
    except TimeoutError:
        pass
    finally:
        for task in tasks:
            task.cancel()


# %% not yet: returned None, not 'file of near'; what ends the search: a failure, an answer, or the limit?
async def download(fetch, mirrors, limit):
    tasks = [asyncio.create_task(fetch(mirror)) for mirror in mirrors]
    try:
        for answer in asyncio.as_completed(tasks, timeout=limit):
            return await answer
    except (ConnectionError, TimeoutError):
        return None
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


# %% not yet: took 2 s, not 1 s; when is the outcome known, and when does it return?
async def download(fetch, mirrors, limit):
    tasks = [asyncio.create_task(fetch(mirror)) for mirror in mirrors]
    if tasks:
        await asyncio.wait(tasks, timeout=limit)
    good = None
    for task in tasks:
        if not task.done():
            task.cancel()
        elif task.exception() is None:
            good = task.result()
    await asyncio.gather(*tasks, return_exceptions=True)
    return good


# %% not yet: took 3.5 s: fetch('down') started only when fetch('far') was done; is anything scheduled before the first await?
async def download(fetch, mirrors, limit):
    for mirror in mirrors:
        try:
            return await asyncio.wait_for(fetch(mirror), limit)
        except (ConnectionError, TimeoutError):
            pass


# %% not yet: took 2 s, not 1 s; when is the outcome known, and when does it return?
async def download(fetch, mirrors, limit):
    tasks = [asyncio.create_task(fetch(mirror)) for mirror in mirrors]
    answers = []
    try:
        for answer in asyncio.as_completed(tasks, timeout=limit):
            try:
                answers.append(await answer)
            except ConnectionError:
                pass
    except TimeoutError:
        pass
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return answers[0] if answers else None


# %% yes
async def download(fetch, mirrors, limit):
    async def good():
        tasks = [asyncio.create_task(fetch(mirror)) for mirror in mirrors]
        try:
            for each in asyncio.as_completed(tasks):
                try:
                    return await each
                except ConnectionError:
                    continue
            return None
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    try:
        return await asyncio.wait_for(good(), limit)
    except TimeoutError:
        return None


# %% not yet: with a file that is empty: took 1.2917 s, not 0.7373 s; when is the outcome known, and when does it return?
async def download(fetch, mirrors, limit):
    tasks = [asyncio.create_task(fetch(mirror)) for mirror in mirrors]
    answer = None
    try:
        for each in asyncio.as_completed(tasks, timeout=limit):
            try:
                answer = await each
                if answer:
                    break
            except ConnectionError:
                pass
    except TimeoutError:
        pass
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return answer


# %% not yet: when it is cancelled: was cancelled at 0.75 s, and returned None all the same; which 'except' in there catches more than it has to?
async def download(fetch, mirrors, limit):
    tasks = [asyncio.create_task(fetch(mirror)) for mirror in mirrors]
    try:
        for each in asyncio.as_completed(tasks, timeout=limit):
            try:
                return await each
            except ConnectionError:
                pass
    except:
        return None
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


# %% yes
async def download(fetch, mirrors, limit):
    answers = asyncio.Queue()

    async def one(mirror):
        try:
            answers.put_nowait((True, await fetch(mirror)))
        except ConnectionError:
            answers.put_nowait((False, None))

    tasks = [asyncio.create_task(one(mirror)) for mirror in mirrors]
    try:
        async with asyncio.timeout(limit):
            for _ in tasks:
                good, answer = await answers.get()
                if good:
                    return answer
    except TimeoutError:
        return None
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


# %% yes
class Found(Exception):
    pass


async def download(fetch, mirrors, limit):
    async def one(mirror):
        try:
            answer = await fetch(mirror)
        except ConnectionError:
            return
        raise Found(answer)

    try:
        async with asyncio.timeout(limit), asyncio.TaskGroup() as group:
            for mirror in mirrors:
                group.create_task(one(mirror))
    except* Found as found:
        answer = found.exceptions[0].args[0]
    except* TimeoutError:
        answer = None
    else:
        answer = None
    return answer


# %% yes
async def download(fetch, mirrors, limit):
    loop = asyncio.get_running_loop()
    tasks = {loop.create_task(fetch(mirror)) for mirror in mirrors}
    pending, end = tasks, loop.time() + limit
    try:
        while pending and loop.time() < end:
            done, pending = await asyncio.wait(
                pending,
                timeout=end - loop.time(),
                return_when=asyncio.FIRST_COMPLETED,
            )
            for task in done:
                if task.exception() is None:
                    return task.result()
        return None
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


# %% yes
async def download(fetch, mirrors, limit):
    first = asyncio.get_running_loop().create_future()
    tasks = [asyncio.create_task(fetch(mirror)) for mirror in mirrors]
    left = len(tasks)

    def ended(task):
        nonlocal left
        left -= 1
        if first.done() or task.cancelled():
            return
        if task.exception() is None:
            first.set_result(task.result())
        elif left == 0:
            first.set_result(None)

    for task in tasks:
        task.add_done_callback(ended)
    try:
        if tasks:
            return await asyncio.wait_for(first, limit)
    except TimeoutError:
        pass
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


# %% yes
class Race:
    def __init__(self, calls):
        self.tasks = [asyncio.ensure_future(call) for call in calls]

    async def __aenter__(self):
        return self

    async def __aexit__(self, *error):
        for task in self.tasks:
            task.cancel()
        if self.tasks:
            await asyncio.wait(self.tasks)

    async def winner(self):
        for each in asyncio.as_completed(self.tasks):
            try:
                return await each
            except ConnectionError:
                pass


async def download(fetch, mirrors, limit):
    async with Race(map(fetch, mirrors)) as race:
        try:
            async with asyncio.timeout(limit):
                return await race.winner()
        except TimeoutError:
            return None
