import asyncio


# %% yes
async def download(fetch, mirrors):
    *before, last = mirrors
    for mirror in before:
        try:
            return await fetch(mirror)
        except ConnectionError:
            continue
    return await fetch(last)


# %% yes
async def download(fetch, mirrors):
    error = None
    for mirror in mirrors:
        task = asyncio.create_task(fetch(mirror))
        await asyncio.wait([task])
        error = task.exception()
        if error is None:
            return task.result()
        if not isinstance(error, ConnectionError):
            break
    raise error


# %% yes
async def download(fetch, mirrors):
    first, *rest = mirrors
    try:
        return await fetch(first)
    except ConnectionError:
        if not rest:
            raise
    return await download(fetch, rest)


# %% not yet: raised ConnectionError: mirror 1 is down (line 3: return await fetch(mirror)); is that to be caught, and where?
async def download(fetch, mirrors):
    for mirror in mirrors:
        return await fetch(mirror)


# %% not yet: with all of them down: returned None, and ConnectionError should have come out; what keeps it from coming out?
async def download(fetch, mirrors):
    for mirror in mirrors:
        try:
            return await fetch(mirror)
        except ConnectionError:
            pass


# %% not yet: the order was fetch('mirror 1'), fetch('mirror 2'), fetch('mirror 3'); what makes it ask the next mirror, and what makes it stop?
async def download(fetch, mirrors):
    answers = await asyncio.gather(
        *(fetch(mirror) for mirror in mirrors), return_exceptions=True
    )
    for answer in answers:
        if isinstance(answer, str):
            return answer
    raise answers[-1]


# %% not yet: with an error of another kind: returned 'file of mirror 2', and ValueError should have come out; what keeps it from coming out?
async def download(fetch, mirrors):
    answer = error = None
    for mirror in mirrors:
        try:
            answer = answer or await fetch(mirror)
        except Exception as e:
            error = e
    if answer:
        return answer
    raise error


# %% not yet: took 3 s: fetch('mirror 2') started only at 2 s, though fetch('mirror 1') was done at 1 s; what does it wait for besides the mirrors?
async def download(fetch, mirrors):
    for mirror in mirrors:
        try:
            return await fetch(mirror)
        except ConnectionError:
            await asyncio.sleep(1)
            if mirror == mirrors[-1]:
                raise


# %% yes
async def download(fetch, mirrors):
    mirrors = iter(mirrors)
    mirror = next(mirrors)
    while True:
        try:
            return await fetch(mirror)
        except ConnectionError as error:
            mirror = next(mirrors, None)
            if mirror is None:
                raise error


# %% yes
async def download(fetch, mirrors):
    last = None
    for mirror in mirrors:
        try:
            answer = await fetch(mirror)
        except ConnectionError as error:
            last = error
        else:
            return answer
    raise last


# %% not yet: with all of them down: raised ConnectionError: mirror 1 is down, not what mirror 2 raised; which exception is at hand when the last mirror is down?
async def download(fetch, mirrors):
    first = None
    for mirror in mirrors:
        try:
            return await fetch(mirror)
        except ConnectionError as error:
            first = first or error
    raise first


# %% not yet: with all of them down: raised ConnectionError: all mirrors are down, not what mirror 2 raised; which exception is at hand when the last mirror is down?
async def download(fetch, mirrors):
    for mirror in mirrors:
        try:
            return await fetch(mirror)
        except ConnectionError:
            pass
    raise ConnectionError("all mirrors are down")


# %% not yet: with a TimeoutError: returned 'file of mirror 2', and TimeoutError should have come out; what keeps it from coming out?
async def download(fetch, mirrors):
    for mirror in mirrors:
        try:
            return await fetch(mirror)
        except OSError as error:
            last = error
    raise last


# %% not yet: with a mirror that is in the list twice: raised ConnectionError: near is down (line 4: return await fetch(mirror)); is that to be caught, and where?
async def download(fetch, mirrors):
    for mirror in mirrors:
        try:
            return await fetch(mirror)
        except ConnectionError:
            if mirror == mirrors[-1]:
                raise


# %% not yet: with an empty file: raised ConnectionError: mirror 1 is down (line 5: answer = await fetch(mirror)); what becomes of the answer that comes after it?
async def download(fetch, mirrors):
    error = None
    for mirror in mirrors:
        try:
            answer = await fetch(mirror)
            if answer:
                return answer
        except ConnectionError as e:
            error = e
    raise error


# %% not yet: when it is cancelled: was cancelled at 1.25 s, and returned 'file of mirror 2' all the same; which 'except' in there catches more than it has to?
async def download(fetch, mirrors):
    for mirror in mirrors:
        try:
            return await fetch(mirror)
        except (ConnectionError, asyncio.CancelledError) as e:
            error = e
    raise error


# %% yes
async def download(fetch, mirrors):
    async def answers():
        for place, mirror in enumerate(mirrors, 1):
            try:
                yield await fetch(mirror)
            except ConnectionError:
                if place == len(mirrors):
                    raise

    async for answer in answers():
        return answer


# %% yes
import contextlib


async def download(fetch, mirrors):
    for mirror in mirrors[:-1]:
        with contextlib.suppress(ConnectionError):
            return await fetch(mirror)
    return await fetch(mirrors[-1])


# %% yes
class Downloader:
    def __init__(self, fetch, mirrors):
        self.fetch, self.left = fetch, list(mirrors)

    async def next_answer(self):
        mirror = self.left.pop(0)
        try:
            return await self.fetch(mirror)
        except ConnectionError:
            if not self.left:
                raise
        return await self.next_answer()


async def download(fetch, mirrors):
    return await Downloader(fetch, mirrors).next_answer()


# %% not yet: with all of them down: raised a new ConnectionError: mirror 2 is down (line 7: raise ConnectionError(str(last)) from last); how does an exception come out as it is?
async def download(fetch, mirrors):
    for mirror in mirrors:
        try:
            return await fetch(mirror)
        except ConnectionError as error:
            last = error
    raise ConnectionError(str(last)) from last


# %% not yet: with all of them down: raised a new ConnectionError: mirror 2 is down (line 7: raise type(last)(*last.args)); how does an exception come out as it is?
async def download(fetch, mirrors):
    for mirror in mirrors:
        try:
            return await fetch(mirror)
        except ConnectionError as error:
            last = error
    raise type(last)(*last.args)


# %% not yet: with all of them down: raised ExceptionGroup: all mirrors are down (2 sub-exceptions) (line 8: raise ExceptionGroup("all mirrors are down", errors)), and ConnectionError should have come out; how does an exception come out as it is?
async def download(fetch, mirrors):
    errors = []
    for mirror in mirrors:
        try:
            return await fetch(mirror)
        except ConnectionError as error:
            errors.append(error)
    raise ExceptionGroup("all mirrors are down", errors)


# %% not yet: with a mirror that is in the list twice: raised ConnectionError: far is down (line 4: return await fetch(mirror)); is that to be caught, and where?
async def download(fetch, mirrors):
    for mirror in dict.fromkeys(mirrors):
        try:
            return await fetch(mirror)
        except ConnectionError as error:
            last = error
    raise last


# %% not yet: with all of them down: the order was fetch('mirror 1'), fetch('mirror 2'), fetch('mirror 2'); what makes it ask the next mirror, and what makes it stop?
async def download(fetch, mirrors):
    for mirror in mirrors:
        try:
            return await fetch(mirror)
        except ConnectionError:
            pass
    return await fetch(mirrors[-1])


# %% not yet: returned None, not 'file of mirror 2'; does every way out of the function end in a 'return'?
async def download(fetch, mirrors):
    for mirror in mirrors:
        try:
            await fetch(mirror)
            return
        except ConnectionError as error:
            last = error
    raise last
