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


# %% not yet: fetch('news') was started 2 times; does each different name get exactly one box?
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


# %% not yet: fetch('news') was started 2 times; does each different name get exactly one box?
async def load(fetch, names):
    return await asyncio.gather(*(fetch(name) for name in names))


# %% not yet: returned a Task, not its result; is there an 'await' missing?
async def load(fetch, names):
    boxes = {}
    for name in names:
        if name not in boxes:
            boxes[name] = asyncio.create_task(fetch(name))
    return [boxes[name] for name in names]


# %% not yet: fetch('news') was never started; does each different name get exactly one box?
async def load(fetch, names):
    return [f"text of {name}" for name in names]


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


# %% yes
async def load(fetch, names):
    ready, texts = {}, {}

    async def read(name):
        if name in ready:
            await ready[name].wait()
            return texts[name]
        ready[name] = asyncio.Event()
        texts[name] = await fetch(name)
        ready[name].set()
        return texts[name]

    return await asyncio.gather(*[read(name) for name in names])


# %% yes
async def load(fetch, names):
    wanted = set(names)
    tasks = [asyncio.create_task(fetch(name), name=name) for name in wanted]
    if tasks:
        await asyncio.wait(tasks)
    texts = {task.get_name(): task.result() for task in tasks}
    return list(map(texts.get, names))


# %% yes
async def load(fetch, names):
    places = {}
    for place, name in enumerate(names):
        places.setdefault(name, []).append(place)
    answers = [None] * len(names)
    arrived = asyncio.Queue()

    async def bring(name):
        await arrived.put((name, await fetch(name)))

    tasks = [asyncio.create_task(bring(name)) for name in places]
    for _ in tasks:
        name, text = await arrived.get()
        for place in places[name]:
            answers[place] = text
    await asyncio.gather(*tasks)
    return answers


# %% not yet: with no reader at all: raised ValueError: Set of Tasks/Futures is empty. (line 6: await asyncio.wait(boxes.values())); what if there is nothing to wait for?
async def load(fetch, names):
    boxes = {}
    for name in names:
        if name not in boxes:
            boxes[name] = asyncio.create_task(fetch(name))
    await asyncio.wait(boxes.values())
    return [boxes[name].result() for name in names]


# %% not yet: with an empty page: returned [], not ['', '']; what happens to an answer that is empty?
async def load(fetch, names):
    boxes = {}
    for name in names:
        if name not in boxes:
            boxes[name] = asyncio.create_task(fetch(name))
    texts = [await boxes[name] for name in names]
    return [text for text in texts if text]


# %% not yet: with no reader at all: raised IndexError: list index out of range (line 3: boxes[names[0]] = asyncio.create_task(fetch(names[0]))); what does the error say about that line?
async def load(fetch, names):
    boxes = {}
    boxes[names[0]] = asyncio.create_task(fetch(names[0]))
    for name in names:
        if name not in boxes:
            boxes[name] = asyncio.create_task(fetch(name))
    return [await boxes[name] for name in names]


# %% not yet: returned ['text of mail', 'text of news', 'text of news'], not ['text of news', 'text of mail', 'text of news']; in which order does the text want them?
async def load(fetch, names):
    boxes = {}
    for name in sorted(names):
        if name not in boxes:
            boxes[name] = asyncio.create_task(fetch(name))
    return [await boxes[name] for name in sorted(names)]


# %% not yet: returned {'news': 'text of news', 'mail': 'text of mail'}, not ['text of news', 'text of mail', 'text of news']; is it a list, as the text asks?
async def load(fetch, names):
    boxes = {}
    for name in names:
        if name not in boxes:
            boxes[name] = asyncio.create_task(fetch(name))
    return {name: await box for name, box in boxes.items()}
