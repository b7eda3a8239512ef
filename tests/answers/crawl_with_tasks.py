import asyncio


# %% yes
async def crawl(fetch, names):
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(fetch(name)) for name in names]
    return [task.result() for task in tasks]


# %% yes
async def crawl(fetch, names):
    return list(await asyncio.gather(*map(fetch, names)))


# %% yes
async def crawl(fetch, names):
    if not names:
        return []
    first = asyncio.ensure_future(fetch(names[0]))
    rest = await crawl(fetch, names[1:])
    return [await first, *rest]


# %% not yet: took 3.5 s: fetch('news') started only when fetch('home') was done; what does it wait for before it starts the next one?
async def crawl(fetch, names):
    return [await asyncio.create_task(fetch(name)) for name in names]


# %% not yet: took 3.5 s: fetch('news') started only when fetch('home') was done; what does it wait for before it starts the next one?
async def crawl(fetch, names):
    jobs = [fetch(name) for name in names]
    return [await job for job in jobs]


# %% not yet: returned a Task, not its result; is there an 'await' missing?
async def crawl(fetch, names):
    return [asyncio.create_task(fetch(name)) for name in names]


# %% not yet: returned while fetch('home') and 1 more were still under way; who awaits the tasks that you started?
async def crawl(fetch, names):
    texts = []
    for name in names:
        task = asyncio.create_task(fetch(name))
    texts.append(await task)
    return texts


# %% not yet: returned ['text of archive', 'text of home', 'text of news'], not ['text of home', 'text of news', 'text of archive']; in which order does it collect the texts?
async def crawl(fetch, names):
    tasks = [asyncio.create_task(fetch(name)) for name in names]
    return [await text for text in asyncio.as_completed(tasks)]


# %% not yet: raised InvalidStateError: Result is not set. (line 4: return [task.result() for task in tasks]); has it ended when it is asked for its result?
async def crawl(fetch, names):
    tasks = [asyncio.create_task(fetch(name)) for name in names]
    await asyncio.sleep(2)
    return [task.result() for task in tasks]


# %% not yet: took 2.1 s: fetch('news') started only at 0.1 s; what does it wait for before it starts the next one?
async def crawl(fetch, names):
    tasks = []
    for name in names:
        tasks.append(asyncio.create_task(fetch(name)))
        await asyncio.sleep(0.1)
    return [await task for task in tasks]


# %% yes
async def crawl(fetch, names):
    texts = dict.fromkeys(range(len(names)))

    async def one(place, name):
        texts[place] = await fetch(name)

    async with asyncio.TaskGroup() as group:
        for place, name in enumerate(names):
            group.create_task(one(place, name))
    return list(texts.values())


# %% not yet: with other texts: took 1.3 s: the last call was done at 1.2917 s already; what does it wait for besides the pages?
async def crawl(fetch, names):
    tasks = [asyncio.create_task(fetch(name)) for name in names]
    texts = []
    for task in tasks:
        while not task.done():
            await asyncio.sleep(0.01)
        texts.append(task.result())
    return texts


# %% not yet: with pages that are empty: returned [], not ['', '']; what happens to an answer that is empty?
async def crawl(fetch, names):
    tasks = [asyncio.create_task(fetch(name)) for name in names]
    texts = [await task for task in tasks]
    return [text for text in texts if text]


# %% yes
async def crawl(fetch, names):
    texts = asyncio.Queue()

    async def one(place, name):
        await texts.put((place, await fetch(name)))

    tasks = [asyncio.create_task(one(*pair)) for pair in enumerate(names)]
    pairs = [await texts.get() for _ in tasks]
    await asyncio.gather(*tasks)
    return [text for _, text in sorted(pairs)]


# %% yes
async def crawl(fetch, names):
    tasks = {}
    for place, name in enumerate(names):
        tasks[place] = asyncio.create_task(fetch(name), name=f"page {name}")
    if tasks:
        await asyncio.wait(tasks.values())
    return [tasks[place].result() for place in sorted(tasks)]


# %% yes
async def crawl(fetch, names):
    loop = asyncio.get_running_loop()
    boxes = [loop.create_future() for _ in names]
    tasks = []

    def hand_over(box):
        return lambda task: box.set_result(task.result())

    for box, name in zip(boxes, names):
        task = loop.create_task(fetch(name))
        task.add_done_callback(hand_over(box))
        tasks.append(task)
    return [await box for box in boxes]


# %% yes
class Page:
    def __init__(self, fetch, name):
        self.task = asyncio.create_task(fetch(name))

    async def text(self):
        return await self.task


async def crawl(fetch, names):
    pages = [Page(fetch, name) for name in names]
    return [await page.text() for page in pages]


# %% not yet: with a name that comes twice: returned ['new', 'map'], not ['old', 'map', 'new']; where was a part of it lost?
async def crawl(fetch, names):
    tasks = {name: asyncio.create_task(fetch(name)) for name in names}
    return [await task for task in tasks.values()]


# %% not yet: with no page at all: raised ValueError: Set of Tasks/Futures is empty. (line 3: await asyncio.wait(tasks)); what if there is nothing to wait for?
async def crawl(fetch, names):
    tasks = [asyncio.create_task(fetch(name)) for name in names]
    await asyncio.wait(tasks)
    return [task.result() for task in tasks]


# %% not yet: returned ['text of archive', 'text of home', 'text of news'], not ['text of home', 'text of news', 'text of archive']; in which order does it collect the texts?
async def crawl(fetch, names):
    texts = []

    async def one(name):
        texts.append(await fetch(name))

    for task in [asyncio.create_task(one(name)) for name in names]:
        await task
    return texts


# %% not yet: returned None, not ['text of home', 'text of news', 'text of archive']; does every way out of the function end in a 'return'?
async def crawl(fetch, names):
    tasks = [asyncio.create_task(fetch(name)) for name in names]
    for task in tasks:
        await task
