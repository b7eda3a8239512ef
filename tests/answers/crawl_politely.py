import asyncio
import time


# %% yes
async def crawl(fetch, names):
    texts = [await fetch(names[0])]
    for name in names[1:]:
        await asyncio.to_thread(time.sleep, 0.5)
        texts.append(await fetch(name))
    return texts


# %% yes
async def crawl(fetch, names):
    async def late(name, rest):
        await asyncio.sleep(rest)
        return await fetch(name)

    rests = [0] + [0.5] * (len(names) - 1)
    return [await late(n, rest) for n, rest in zip(names, rests)]


# %% yes
async def crawl(fetch, names):
    texts = []
    for place, name in enumerate(names):
        if place > 0:
            try:
                async with asyncio.timeout(0.5):
                    await asyncio.Event().wait()
            except TimeoutError:
                pass
        texts.append(await asyncio.create_task(fetch(name)))
    return texts


# %% not yet: held up the whole event loop for 1 s; which call in there waits without an 'await'?
async def crawl(fetch, names):
    texts = []
    for name in names:
        texts.append(await fetch(name))
        if name != names[-1]:
            time.sleep(0.5)
    return texts


# %% not yet: called sleep() and never awaited it; is there an 'await' missing?
async def crawl(fetch, names):
    texts = []
    for name in names:
        texts.append(await fetch(name))
        asyncio.sleep(0.5)
    return texts


# %% not yet: the server had no rest between fetch('home') and fetch('news'); what happens between these two calls?
async def crawl(fetch, names):
    return [await fetch(name) for name in names]


# %% not yet: took 4 s: the last call was done at 3.5 s already; which rest is too long, or not needed?
async def crawl(fetch, names):
    texts = []
    for name in names:
        texts.append(await fetch(name))
        await asyncio.sleep(0.5)
    return texts


# %% not yet: fetch('news') started at 0 s, before fetch('home') was done; what has to be over before the next page is asked for?
async def crawl(fetch, names):
    tasks = [asyncio.create_task(fetch(name)) for name in names]
    await asyncio.sleep(0.5)
    return [await task for task in tasks]


# %% yes
async def crawl(fetch, names):
    texts = []
    for number, name in enumerate(names):
        if number > 0:
            await asyncio.sleep(0.25)
            await asyncio.sleep(0.25)
        texts += [await fetch(name)]
    return texts


# %% not yet: with pages that are empty: the server had no rest between fetch('home') and fetch('map'); what happens between these two calls?
async def crawl(fetch, names):
    texts = []
    for name in names:
        if texts and texts[-1]:
            await asyncio.sleep(0.5)
        texts.append(await fetch(name))
    return texts


# %% yes
async def crawl(fetch, names):
    texts = []
    names = list(names)
    while names:
        texts.append(await fetch(names.pop(0)))
        if names:
            print("rest before", names[0])
            await asyncio.sleep(0.5)
    return texts


# %% yes
async def crawl(fetch, names):
    async def pages():
        for name in names[:1]:
            yield await fetch(name)
        for name in names[1:]:
            await asyncio.wait_for(asyncio.sleep(0.5), None)
            yield await fetch(name)

    return [page async for page in pages()]


# %% not yet: fetch('news') started at 0.5 s, before fetch('home') was done; what has to be over before the next page is asked for?
async def crawl(fetch, names):
    async def one(place, name):
        await asyncio.sleep(0.5 * place)
        return await fetch(name)

    return await asyncio.gather(*(one(*pair) for pair in enumerate(names)))


# %% yes
async def crawl(fetch, names):
    texts, rest = [], asyncio.sleep(0)
    for name in names:
        await rest
        texts.append(await fetch(name))
        rest = asyncio.sleep(0.5)
    rest.close()
    return texts


# %% yes
class Crawler:
    def __init__(self, fetch):
        self.fetch, self.texts = fetch, []

    async def rest(self):
        awake = asyncio.Event()
        asyncio.get_running_loop().call_later(0.5, awake.set)
        await awake.wait()

    async def visit(self, name):
        if self.texts:
            await self.rest()
        self.texts.append(await self.fetch(name))


async def crawl(fetch, names):
    crawler = Crawler(fetch)
    for name in names:
        await crawler.visit(name)
    return crawler.texts


# %% not yet: with a name that comes twice: the server had no rest between fetch('home') and fetch('map'); what happens between these two calls?
async def crawl(fetch, names):
    texts = []
    for name in names:
        texts.append(await fetch(name))
        if name != names[-1]:
            await asyncio.sleep(0.5)
    return texts


# %% not yet: the server had no rest between fetch('home') and fetch('news'); what happens between these two calls?
async def crawl(fetch, names):
    texts = []
    for name in names:
        _, text = await asyncio.gather(asyncio.sleep(0.5), fetch(name))
        texts.append(text)
    return texts


# %% not yet: returned while sleep(0.5, None) was still under way; who awaits the tasks that you started?
async def crawl(fetch, names):
    texts = []
    for name in names:
        texts.append(await fetch(name))
        asyncio.create_task(asyncio.sleep(0.5))
    return texts


# %% not yet: with a name that comes twice: returned ['new', 'old'], not ['old', 'old', 'new']; does each page have its own text in there?
async def crawl(fetch, names):
    texts = {}
    for name in names:
        if texts:
            await asyncio.sleep(0.5)
        texts[name] = await fetch(name)
    return list(texts.values())


# %% not yet: with other texts: returned ['text of home', 'text of map', 'text of index'], not ['home!', 'map!', 'index!']; does each page have its own text in there?
async def crawl(fetch, names):
    texts = []
    for place, name in enumerate(names):
        if place:
            await asyncio.sleep(0.5)
        await fetch(name)
        texts.append(f"text of {name}")
    return texts
