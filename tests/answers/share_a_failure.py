import asyncio


# %% yes
async def share(fetch, read, names):
    page = asyncio.create_task(fetch())
    return await asyncio.gather(*(read(name, page) for name in names))


# %% yes
async def share(fetch, read, names):
    page = asyncio.get_running_loop().create_future()

    def hand_over(task):
        if task.exception():
            page.set_exception(task.exception())
        else:
            page.set_result(task.result())

    readers = [read(name, page) for name in names]
    asyncio.create_task(fetch()).add_done_callback(hand_over)
    return await asyncio.gather(*readers)


# %% yes
async def share(fetch, read, names):
    page = asyncio.get_running_loop().create_future()
    async with asyncio.TaskGroup() as group:
        readers = [group.create_task(read(name, page)) for name in names]
        [end] = await asyncio.gather(fetch(), return_exceptions=True)
        if isinstance(end, Exception):
            page.set_exception(end)
        else:
            page.set_result(end)
    return [reader.result() for reader in readers]


# %% not yet: it waits for ever (line 8: return await asyncio.gather(*readers)); who was to wake it?
async def share(fetch, read, names):
    page = asyncio.get_running_loop().create_future()
    readers = [asyncio.create_task(read(name, page)) for name in names]
    try:
        page.set_result(await fetch())
    except Exception as error:
        print("no page today:", error)
    return await asyncio.gather(*readers)


# %% not yet: with an error of another kind: raised StrangeError: the server is gone (line 5: page.set_result(await fetch())); is that to be caught, and where?
async def share(fetch, read, names):
    page = asyncio.get_running_loop().create_future()
    readers = [asyncio.create_task(read(name, page)) for name in names]
    try:
        page.set_result(await fetch())
    except ValueError as error:
        page.set_exception(error)
    return await asyncio.gather(*readers)


# %% not yet: returned ["one read ValueError('bad luck')", "two read ValueError(..., not ['one heard of ValueError', 'two heard of ValueError']; what does a reader find in the box, and who puts it there?
async def share(fetch, read, names):
    page = asyncio.get_running_loop().create_future()
    readers = [asyncio.create_task(read(name, page)) for name in names]
    try:
        page.set_result(await fetch())
    except Exception as error:
        page.set_result(error)
    return await asyncio.gather(*readers)


# %% not yet: raised ValueError: bad luck (line 5: page.set_result(await fetch())); is that to be caught, and where?
async def share(fetch, read, names):
    page = asyncio.get_running_loop().create_future()
    readers = [asyncio.create_task(read(name, page)) for name in names]
    try:
        page.set_result(await fetch())
    except Exception as error:
        page.set_exception(error)
        raise
    return await asyncio.gather(*readers)


# %% not yet: raised CancelledError (line 8: return await asyncio.gather(*readers)); what do you get from a task that was cancelled?
async def share(fetch, read, names):
    page = asyncio.get_running_loop().create_future()
    readers = [asyncio.create_task(read(name, page)) for name in names]
    try:
        page.set_result(await fetch())
    except Exception:
        page.cancel()
    return await asyncio.gather(*readers)


# %% not yet: took 1 s: read('one', page) started only when fetch() was done; do the readers wait while the page is being fetched?
async def share(fetch, read, names):
    page = asyncio.get_running_loop().create_future()
    try:
        page.set_result(await fetch())
    except Exception as error:
        page.set_exception(error)
    return await asyncio.gather(*(read(name, page) for name in names))


# %% not yet: called fetch() and never awaited it; is there an 'await' missing?
async def share(fetch, read, names):
    page = asyncio.get_running_loop().create_future()
    readers = [asyncio.create_task(read(name, page)) for name in names]
    page.set_result(fetch())
    return await asyncio.gather(*readers)


# %% not yet: with a page that is empty: returned ['one read None', 'two read None'], not ["one read ''", "two read ''"]; what does a reader find in the box, and who puts it there?
async def share(fetch, read, names):
    page = asyncio.get_running_loop().create_future()
    readers = [asyncio.create_task(read(name, page)) for name in names]
    try:
        page.set_result(await fetch() or None)
    except Exception as error:
        page.set_exception(error)
    return await asyncio.gather(*readers)


# %% yes
async def share(fetch, read, names):
    page = asyncio.get_running_loop().create_future()
    readers = [asyncio.create_task(read(name, page)) for name in names]
    try:
        text = await fetch()
    except Exception as error:
        page.set_exception(error)
    else:
        page.set_result(text)
    return [await reader for reader in readers]


# %% not yet: returned while fetch() was still under way; who awaits the tasks that you started?
async def share(fetch, read, names):
    try:
        page = asyncio.create_task(fetch())
        return await asyncio.gather(
            *(read(name, await page) for name in names)
        )
    except Exception as error:
        return [f"{name} heard of {type(error).__name__}" for name in names]


# %% yes
async def share(fetch, read, names):
    page = asyncio.Future()

    async def fill():
        try:
            page.set_result(await fetch())
        except Exception as error:
            page.set_exception(error)

    readers = [read(name, page) for name in names]
    _, *said = await asyncio.gather(fill(), *readers)
    return said


# %% yes
class Page(asyncio.Future):
    async def load(self, fetch):
        try:
            text = await fetch()
        except Exception as error:
            self.set_exception(error)
        else:
            self.set_result(text)


async def share(fetch, read, names):
    page = Page()
    async with asyncio.TaskGroup() as group:
        group.create_task(page.load(fetch))
        readers = [group.create_task(read(name, page)) for name in names]
    return [reader.result() for reader in readers]


# %% yes
async def share(fetch, read, names):
    page = asyncio.ensure_future(fetch())
    tasks = [asyncio.ensure_future(read(name, page)) for name in names]
    await asyncio.wait([page, *tasks])
    return [task.result() for task in tasks]


# %% not yet: returned ['one heard of a ValueError that fetch() did not raise', ..., not ['one heard of ValueError', 'two heard of ValueError']; what does a reader find in the box, and who puts it there?
async def share(fetch, read, names):
    page = asyncio.get_running_loop().create_future()
    readers = [asyncio.create_task(read(name, page)) for name in names]
    try:
        page.set_result(await fetch())
    except Exception as error:
        page.set_exception(type(error)(*error.args))
    return await asyncio.gather(*readers)


# %% not yet: returned ['one heard of a ValueError that fetch() did not raise', ..., not ['one heard of ValueError', 'two heard of ValueError']; what does a reader find in the box, and who puts it there?
async def share(fetch, read, names):
    page = asyncio.get_running_loop().create_future()
    readers = [asyncio.create_task(read(name, page)) for name in names]
    try:
        page.set_result(await fetch())
    except Exception:
        page.set_exception(ValueError("no page today"))
    return await asyncio.gather(*readers)


# %% not yet: with readers who catch nothing: returned [ValueError('bad luck'), ValueError('bad luck')], and ValueError should have come out; what keeps it from coming out?
async def share(fetch, read, names):
    page = asyncio.get_running_loop().create_future()
    readers = [asyncio.create_task(read(name, page)) for name in names]
    try:
        page.set_result(await fetch())
    except Exception as error:
        page.set_exception(error)
    return await asyncio.gather(*readers, return_exceptions=True)


# %% not yet: with readers who return None: returned [], not [None, None]; what does a reader find in the box, and who puts it there?
async def share(fetch, read, names):
    page = asyncio.get_running_loop().create_future()
    readers = [asyncio.create_task(read(name, page)) for name in names]
    try:
        page.set_result(await fetch())
    except Exception as error:
        page.set_exception(error)
    return [said for said in await asyncio.gather(*readers) if said]


# %% not yet: returned None, not ['one heard of ValueError', 'two heard of ValueError']; does every way out of the function end in a 'return'?
async def share(fetch, read, names):
    page = asyncio.get_running_loop().create_future()
    readers = [asyncio.create_task(read(name, page)) for name in names]
    try:
        page.set_result(await fetch())
    except Exception as error:
        page.set_exception(error)
    await asyncio.gather(*readers)


# %% not yet: with a reader who comes late: returned ['two heard of ValueError', 'one heard of ValueError'], not ['one heard of ValueError', 'two heard of ValueError']; in which order does the text want them?
async def share(fetch, read, names):
    page = asyncio.get_running_loop().create_future()
    readers = [asyncio.create_task(read(name, page)) for name in names]
    try:
        page.set_result(await fetch())
    except Exception as error:
        page.set_exception(error)
    return [await each for each in asyncio.as_completed(readers)]


# %% not yet: raised InvalidStateError: invalid state (line 8: page.set_exception(error)); what does the error say about that line?
async def share(fetch, read, names):
    page = asyncio.get_running_loop().create_future()
    readers = [asyncio.create_task(read(name, page)) for name in names]
    for _ in names:
        try:
            page.set_result(await fetch())
        except Exception as error:
            page.set_exception(error)
    return await asyncio.gather(*readers)


# %% yes
class Announcement:
    def __init__(self):
        self.page = asyncio.Future()

    def over(self, task):
        if task.exception():
            self.page.set_exception(task.exception())
        else:
            self.page.set_result(task.result())


async def share(fetch, read, names):
    news = Announcement()
    fetching = asyncio.create_task(fetch())
    fetching.add_done_callback(news.over)
    said = []
    for reader in [asyncio.create_task(read(n, news.page)) for n in names]:
        said.append(await reader)
    return said
