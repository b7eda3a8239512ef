import asyncio


# %% yes
async def main(fetch, names, patience):
    texts = []
    try:
        async with asyncio.timeout(patience):
            for name in names:
                try:
                    texts.append(await fetch(name))
                except asyncio.CancelledError:
                    raise
                except BaseException:
                    print("no", name)
    except TimeoutError:
        pass
    return texts


# %% yes
async def main(fetch, names, patience):
    texts = []

    async def crawl():
        for name in names:
            try:
                texts.append(await fetch(name))
            except Exception:
                print(f"no {name}")

    try:
        await asyncio.wait_for(crawl(), patience)
    except TimeoutError:
        pass
    return texts


# %% yes
async def main(fetch, names, patience):
    texts = []

    async def crawl():
        for name in names:
            try:
                texts.append(await fetch(name))
            except Exception:
                print("no", name)

    task = asyncio.create_task(crawl())
    try:
        await asyncio.wait([task], timeout=patience)
    finally:
        task.cancel()
        await asyncio.wait([task])
    return texts


# %% yes
import contextlib


async def main(fetch, names, patience):
    texts = []
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(patience):
            for name in names:
                try:
                    text = await fetch(name)
                except Exception:
                    print("no", name)
                else:
                    texts.append(text)
    return texts


# %% yes
async def main(fetch, names, patience):
    loop = asyncio.get_running_loop()
    end, texts = loop.time() + patience, []
    for name in names:
        try:
            async with asyncio.timeout_at(end) as limit:
                texts.append(await fetch(name))
        except Exception:
            if limit.expired():
                break
            print("no", name)
    return texts


# %% not yet: printed 'no news' besides; which line is printed once too often?
async def main(fetch, names, patience):
    texts = []
    try:
        async with asyncio.timeout(patience):
            for name in names:
                try:
                    texts.append(await fetch(name))
                except:
                    print("no", name)
                    break
    except TimeoutError:
        pass
    return texts


# %% not yet: with a page that fails in a strange way: raised StrangeError: odd (line 7: texts.append(await fetch(name))); is that to be caught, and where?
async def main(fetch, names, patience):
    texts = []
    try:
        async with asyncio.timeout(patience):
            for name in names:
                try:
                    texts.append(await fetch(name))
                except OSError:
                    print("no", name)
    except TimeoutError:
        pass
    return texts


# %% not yet: when it is cancelled: was cancelled at 1.25 s, and returned ['home'] all the same; which 'except' in there catches more than it has to?
async def main(fetch, names, patience):
    texts = []
    try:
        async with asyncio.timeout(patience):
            for name in names:
                try:
                    texts.append(await fetch(name))
                except asyncio.CancelledError:
                    return texts
                except Exception:
                    print("no", name)
    except TimeoutError:
        pass
    return texts


# %% not yet: raised TimeoutError (line 3: async with asyncio.timeout(patience):); is that to be caught, and where?
async def main(fetch, names, patience):
    texts = []
    async with asyncio.timeout(patience):
        for name in names:
            try:
                texts.append(await fetch(name))
            except Exception:
                print("no", name)
    return texts


# %% not yet: fetch('news') ran from 1 s to 2 s; in the given chart it runs from 1 s to 1.5 s; what comes out of an await when the time is up, and what catches it?
async def main(fetch, names, patience):
    texts = []
    for name in names:
        try:
            async with asyncio.timeout(patience):
                texts.append(await fetch(name))
        except Exception:
            print("no", name)
    return texts


# %% not yet: with a page that raises a TimeoutError of its own: fetch('news') is in the chart, and never started; which line runs it?
async def main(fetch, names, patience):
    texts = []
    try:
        async with asyncio.timeout(patience):
            for name in names:
                try:
                    texts.append(await fetch(name))
                except TimeoutError:
                    raise
                except Exception:
                    print("no", name)
    except TimeoutError:
        pass
    return texts


# %% not yet: printed 'no news' besides; which line is printed once too often?
async def main(fetch, names, patience):
    texts = []
    try:
        async with asyncio.timeout(patience):
            for name in names:
                try:
                    texts.append(await fetch(name))
                except BaseException:
                    print("no", name)
                    raise
    except TimeoutError:
        pass
    return texts


# %% not yet: fetch('news') ran from 0 s to 1 s; in the given chart it runs from 1 s to 1.5 s; what comes out of an await when the time is up, and what catches it?
async def main(fetch, names, patience):
    tasks = [asyncio.create_task(fetch(name)) for name in names]
    texts = []
    try:
        async with asyncio.timeout(patience):
            for name, task in zip(names, tasks):
                try:
                    texts.append(await task)
                except Exception:
                    print("no", name)
    except TimeoutError:
        pass
    return texts


# %% yes
async def main(fetch, names, patience):
    texts = []

    async def add(name):
        try:
            texts.append(await fetch(name))
        except Exception:
            print("no", name)

    try:
        async with asyncio.timeout(patience):
            for name in names:
                await add(name)
    except TimeoutError:
        return texts
    return texts


# %% not yet: when it is cancelled: was cancelled at 1.25 s, and returned ['home'] all the same; which 'except' in there catches more than it has to?
async def main(fetch, names, patience):
    texts = []
    try:
        async with asyncio.timeout(patience):
            for name in names:
                task = asyncio.create_task(fetch(name))
                try:
                    texts.append(await task)
                except Exception as error:
                    print("no", name)
                    print("because of", type(error).__name__)
    except (TimeoutError, asyncio.CancelledError):
        print("time is up")
    return texts


# %% yes
async def main(fetch, names, patience):
    texts, names = [], iter(names)
    async with asyncio.TaskGroup() as group:

        async def crawl():
            for name in names:
                try:
                    texts.append(await fetch(name))
                except Exception:
                    print("no", name)

        task = group.create_task(crawl())
        await asyncio.wait([task], timeout=patience)
        task.cancel()
    return texts
