import asyncio


# %% yes
async def load(fetch, names):
    wanted = list(dict.fromkeys(names))
    texts = await asyncio.gather(*map(fetch, wanted))
    found = dict(zip(wanted, texts))
    return [found[name] for name in names]


# %% yes
async def load(fetch, names):
    async with asyncio.TaskGroup() as group:
        boxes = {n: group.create_task(fetch(n)) for n in set(names)}
    return [boxes[name].result() for name in names]


# %% yes
async def load(fetch, names):
    loop = asyncio.get_running_loop()
    boxes = {name: loop.create_future() for name in names}

    async def fill(name, box):
        box.set_result(await fetch(name))

    fillers = [fill(name, box) for name, box in boxes.items()]
    await asyncio.gather(*fillers)
    return [await boxes[name] for name in names]


# %% not yet: fetch('news') was started 2 times; does every name get a box, and no more than one?
async def load(fetch, names):
    boxes = {}
    for name in names:
        boxes[name] = asyncio.create_task(fetch(name))
    return [await boxes[name] for name in names]


# %% not yet: raised RuntimeError: cannot reuse already awaited coroutine (line 6: return [await boxes[name] for name in names]); how often may a coroutine be awaited?
async def load(fetch, names):
    boxes = {}
    for name in names:
        if name not in boxes:
            boxes[name] = fetch(name)
    return [await boxes[name] for name in names]


# %% not yet: took 3 s: fetch('mail') started only when fetch('news') was done; are all the tasks made before the first one is awaited?
async def load(fetch, names):
    texts = {}
    for name in names:
        if name not in texts:
            texts[name] = await fetch(name)
    return [texts[name] for name in names]


# %% not yet: returned ['text of news', 'text of mail'], not ['text of news', 'text of mail', 'text of news']; which box does each reader open?
async def load(fetch, names):
    boxes = {}
    for name in names:
        if name not in boxes:
            boxes[name] = asyncio.create_task(fetch(name))
    return [await box for box in boxes.values()]


# %% not yet: fetch('news') was started 2 times; does every name get a box, and no more than one?
async def load(fetch, names):
    return await asyncio.gather(*(fetch(name) for name in names))


# %% not yet: returned a Task, not its result; is there an 'await' missing?
async def load(fetch, names):
    boxes = {}
    for name in names:
        if name not in boxes:
            boxes[name] = asyncio.create_task(fetch(name))
    return [boxes[name] for name in names]


# %% not yet: fetch('news') was never started; does every name get a box, and no more than one?
async def load(fetch, names):
    return [f"text of {name}" for name in names]


# %% yes
async def load(fetch, names):
    different = list(dict.fromkeys(names))
    texts = await asyncio.gather(*map(fetch, different))
    found = dict(zip(different, texts))
    return [found[name] for name in names]


# %% not yet: took 3 s: fetch('mail') started only when fetch('news') was done; are all the tasks made before the first one is awaited?
async def load(fetch, names):
    boxes = {}
    for name in names:
        if not boxes.get(name):
            boxes[name] = await fetch(name)
    return [boxes[name] for name in names]


# %% yes
class Shelf(dict):
    def __init__(self, fetch):
        self.fetch = fetch

    def __missing__(self, name):
        self[name] = asyncio.create_task(self.fetch(name))
        return self[name]


async def load(fetch, names):
    shelf = Shelf(fetch)
    boxes = [shelf[name] for name in names]
    return [await box for box in boxes]


# %% yes
async def load(fetch, names):
    boxes = {}
    for name in names:
        boxes.setdefault(name, None)
    async with asyncio.TaskGroup() as group:
        for name in boxes:
            boxes[name] = group.create_task(fetch(name))
    return [boxes[name].result() for name in names]
