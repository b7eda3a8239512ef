import asyncio


# %% yes
async def poll(ask, names):
    return {name: await ask(name) for name in names}


# %% yes
async def poll(ask, names):
    answers = []
    for name in names:
        task = asyncio.create_task(ask(name))
        answers.append((name, await task))
    return dict(answers)


# %% yes
async def poll(ask, names):
    if not names:
        return {}
    *before, last = names
    answers = await poll(ask, before)
    return answers | {last: await ask(last)}


# %% not yet: ask('news') started at 0 s, before ask('mail') was done; what has to be over before the next request may go out?
async def poll(ask, names):
    answers = await asyncio.gather(*(ask(name) for name in names))
    return dict(zip(names, answers))


# %% not yet: returned a coroutine, of which nothing has run; is there an 'await' missing?
async def poll(ask, names):
    answers = {}
    for name in names:
        answers[name] = ask(name)
    return answers


# %% not yet: ask('news') was never started; does the loop reach every name?
async def poll(ask, names):
    answers = {}
    for name in names:
        answers[name] = await ask(name)
        return answers


# %% not yet: ask('mail') was never started; does the loop reach every name?
async def poll(ask, names):
    return {name: f"{name} is up" for name in names}


# %% not yet: returned ['mail is up', 'news is up', 'weather is up'], not {'mail': 'mail is up', 'news': 'news is up', 'weather': '...; is it a dictionary, as the text asks?
async def poll(ask, names):
    return [await ask(name) for name in names]


# %% not yet: took 5 s: the last call was done at 4.5 s already; what does it wait for besides the services?
async def poll(ask, names):
    answers = {}
    for name in names:
        answers[name] = await ask(name)
        await asyncio.sleep(0.5)
    return answers


# %% yes
async def poll(ask, names):
    answers = {}
    queue = asyncio.Queue()
    for name in names:
        queue.put_nowait(name)
    while not queue.empty():
        name = await queue.get()
        answers[name] = await ask(name)
    return answers


# %% yes
import sys


class Page:
    def __init__(self):
        self.answers = {}

    async def add(self, ask, name):
        print("asking", name, file=sys.stderr)
        self.answers[name] = await ask(name)


async def poll(ask, names):
    page = Page()
    for name in names:
        await page.add(ask, name)
    return page.answers


# %% yes
async def poll(ask, names):
    async def answers():
        for name in names:
            yield name, await ask(name)

    return {name: answer async for name, answer in answers()}


# %% yes
async def poll(ask, names):
    async def answers():
        for name in [*names, None]:
            yield name, name and await ask(name)

    found = {}
    async for name, answer in answers():
        if name is None:
            return found
        found[name] = answer


# %% not yet: with other services: the order was ask('buses'), ask('tides'); in which order are the names in the list?
async def poll(ask, names):
    return {name: await ask(name) for name in sorted(names)}


# %% not yet: the order was ask('weather'), ask('news'), ask('mail'); in which order are the names in the list?
async def poll(ask, names):
    return {name: await ask(name) for name in reversed(names)}


# %% not yet: with other answers: returned {'mail': 'mail is up', 'news': 'news is up'}, not {'mail': 'mail sleeps', 'news': 'news sleeps'}; what goes into the dictionary under each name?
async def poll(ask, names):
    answers = {}
    for name in names:
        await ask(name)
        answers[name] = f"{name} is up"
    return answers


# %% not yet: with empty answers: returned {}, not {'mail': '', 'news': ''}; what happens to an answer that is empty?
async def poll(ask, names):
    answers = {}
    for name in names:
        if answer := await ask(name):
            answers[name] = answer
    return answers


# %% not yet: with other answers: took 2.05 s: the last call was done at 2.0417 s already; what does it wait for besides the services?
async def poll(ask, names):
    answers = {}
    for name in names:
        task = asyncio.create_task(ask(name))
        while not task.done():
            await asyncio.sleep(0.05)
        answers[name] = task.result()
    return answers


# %% yes
async def poll(ask, names):
    turn = asyncio.Lock()

    async def one(name):
        async with turn:
            return await ask(name)

    return dict(zip(names, await asyncio.gather(*map(one, names))))


# %% not yet: with no service at all: returned None, not {}; does every way out of the function end in a 'return'?
async def poll(ask, names):
    answers = {}
    for name in names:
        answers[name] = await ask(name)
    if answers:
        return answers


# %% not yet: ask('weather') was never started; does the loop reach every name?
async def poll(ask, names):
    answers = {names[0]: await ask(names[0])}
    answers[names[1]] = await ask(names[1])
    return answers


# %% not yet: ask('mail') was started 2 times; how many lines ask for the same name?
async def poll(ask, names):
    answers = {}
    for name in names:
        if await ask(name):
            answers[name] = await ask(name)
    return answers
