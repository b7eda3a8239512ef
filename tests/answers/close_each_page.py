import asyncio


# %% yes
async def read_pages(fetch, close, names):
    async def one(name):
        try:
            return await fetch(name)
        finally:
            await close(name)

    return [await one(name) for name in names]


# %% yes
import contextlib


async def read_pages(fetch, close, names):
    @contextlib.asynccontextmanager
    async def page(name):
        try:
            yield await fetch(name)
        finally:
            await close(name)

    texts = []
    for name in names:
        async with page(name) as text:
            texts.append(text)
    return texts


# %% yes
async def read_pages(fetch, close, names):
    texts = []
    for name in names:
        try:
            text = await fetch(name)
        except BaseException:
            await close(name)
            raise
        await close(name)
        texts.append(text)
    return texts


# %% yes
import contextlib


async def read_pages(fetch, close, names):
    texts = []
    for name in names:
        async with contextlib.AsyncExitStack() as stack:
            stack.push_async_callback(close, name)
            texts.append(await fetch(name))
    return texts


# %% yes
async def read_pages(fetch, close, names):
    texts = []
    for name in names:
        try:
            texts.append(await fetch(name))
        finally:
            await asyncio.create_task(close(name))
    return texts


# %% not yet: with one that fails: close('news') was never started; which pages are fetched and closed?
async def read_pages(fetch, close, names):
    texts = []
    for name in names:
        texts.append(await fetch(name))
        await close(name)
    return texts


# %% not yet: returned while close('news') was still under way; who awaits the tasks that you started?
async def read_pages(fetch, close, names):
    texts = []
    for name in names:
        try:
            texts.append(await fetch(name))
        finally:
            asyncio.create_task(close(name))
    return texts


# %% not yet: with one that fails: close('map') was started and should not have been; which pages are fetched and closed?
async def read_pages(fetch, close, names):
    texts = []
    try:
        for name in names:
            texts.append(await fetch(name))
    finally:
        for name in names:
            await close(name)
    return texts


# %% not yet: with one that fails: returned ['text of home', None, 'text of map'], and ConnectionError should have come out; what keeps it from coming out?
async def read_pages(fetch, close, names):
    texts = []
    for name in names:
        try:
            texts.append(await fetch(name))
        except Exception:
            texts.append(None)
        await close(name)
    return texts


# %% not yet: close('home') was never started; which pages are fetched and closed?
async def read_pages(fetch, close, names):
    return [await fetch(name) for name in names]


# %% not yet: with a failure of another kind: close('home') was never started; which pages are fetched and closed?
async def read_pages(fetch, close, names):
    texts = []
    for name in names:
        try:
            texts.append(await fetch(name))
        except ConnectionError:
            await close(name)
            raise
        await close(name)
    return texts
