import asyncio


# %% yes
async def report(ask, names):
    answers = []
    for name in names:
        answers.append(await ask(name))
    return answers


# %% yes
def look_up(ask, name):
    return asyncio.ensure_future(ask(name))


async def report(ask, names):
    return [await look_up(ask, name) for name in names]


# %% yes
async def look_up(ask, name):
    return await ask(name)


async def report(ask, names):
    return list(await asyncio.gather(*(look_up(ask, n) for n in names)))


# %% yes
def look_up(ask, name):
    return ask(name)


async def report(ask, names):
    tasks = [asyncio.create_task(look_up(ask, name)) for name in names]
    return [await task for task in tasks]


# %% not yet: raised RuntimeError: asyncio.run() cannot be called from a running event loop (line 2: return asyncio.run(ask(name))); who runs the loop already?
async def report(ask, names):
    return [look_up(ask, name) for name in names]


# %% not yet: raised RuntimeError: This event loop is already running (line 3: return loop.run_until_complete(ask(name))); who runs the loop already?
def look_up(ask, name):
    loop = asyncio.get_event_loop()
    return loop.run_until_complete(ask(name))


async def report(ask, names):
    return [look_up(ask, name) for name in names]


# %% not yet: returned a coroutine, of which nothing has run; is there an 'await' missing?
async def look_up(ask, name):
    return await ask(name)


async def report(ask, names):
    return [look_up(ask, name) for name in names]


# %% not yet: returned a coroutine, of which nothing has run; is there an 'await' missing?
async def look_up(ask, name):
    return ask(name)


async def report(ask, names):
    return [await look_up(ask, name) for name in names]


# %% not yet: with a service that fails: returned 'RuntimeError', and RuntimeError should have come out; what keeps it from coming out?
async def look_up(ask, name):
    return await ask(name)


async def report(ask, names):
    try:
        return [await look_up(ask, name) for name in names]
    except RuntimeError as error:
        return type(error).__name__


# %% not yet: ask('chat') was never started; which line awaits ask(name), and does it run for every name?
async def look_up(ask, name):
    return await ask(name)


async def report(ask, names):
    for name in names:
        return [await look_up(ask, name)]


# %% not yet: ask('mail') was never started; which line awaits ask(name), and does it run for every name?
async def report(ask, names):
    return [f"{name} is up" for name in names]


# %% yes
class Desk:
    def __init__(self, ask):
        self.ask = ask

    async def look_up(self, name):
        return await self.ask(name)


async def report(ask, names):
    desk = Desk(ask)
    return await asyncio.gather(*map(desk.look_up, names))


# %% not yet: with other answers: returned ['chat is up'], not ['', 'down']; does each name have its own answer in there?
async def report(ask, names):
    return [f"{name} is up" for name in names if await ask(name)]


# %% yes
async def report(ask, names):
    answers = []
    for name in names:
        answers.append(await asyncio.wait_for(ask(name), timeout=None))
    return answers


# %% yes
async def look_up(ask, name, answers):
    answers.append(await ask(name))


async def report(ask, names):
    answers = []
    for name in names:
        await look_up(ask, name, answers)
    return answers


# %% not yet: with a service that fails: returned ['no such service'], and RuntimeError should have come out; what keeps it from coming out?
async def report(ask, names):
    try:
        return [await ask(name) for name in names]
    except RuntimeError as error:
        return [str(error)]


# %% not yet: with a service that fails: returned ['mail is up', RuntimeError('no such service')], and RuntimeError should have come out; what keeps it from coming out?
async def report(ask, names):
    return await asyncio.gather(*map(ask, names), return_exceptions=True)


# %% not yet: returned {'mail': 'mail is up', 'chat': 'chat is up'}, not ['mail is up', 'chat is up']; is it a list, as the text asks?
async def report(ask, names):
    return {name: await ask(name) for name in names}


# %% not yet: returned a Task, not its result; is there an 'await' missing?
def look_up(ask, name):
    return asyncio.get_running_loop().create_task(ask(name))


async def report(ask, names):
    return [look_up(ask, name) for name in names]


# %% yes
async def report(ask, names):
    queue = asyncio.Queue()
    for name in names:
        queue.put_nowait(name)
    answers = []
    while not queue.empty():
        answers.append(await ask(queue.get_nowait()))
    return answers


# %% not yet: with a name that comes twice: returned ['down', 'up'], not ['up', 'up', 'down']; does each name have its own answer in there?
async def look_up(ask, name):
    return await ask(name)


async def report(ask, names):
    answers = {}
    for name in names:
        answers[name] = await look_up(ask, name)
    return list(answers.values())


# %% not yet: with a service that fails: raised a new RuntimeError: look-up failed (line 5: raise RuntimeError("look-up failed") from error); how does an exception come out as it is?
async def look_up(ask, name):
    try:
        return await ask(name)
    except Exception as error:
        raise RuntimeError("look-up failed") from error


async def report(ask, names):
    return [await look_up(ask, name) for name in names]


# %% not yet: with a ValueError: returned ['mail is up', None], and ValueError should have come out; what keeps it from coming out?
async def look_up(ask, name):
    try:
        return await ask(name)
    except (ValueError, OSError, KeyError):
        return None


async def report(ask, names):
    return [await look_up(ask, name) for name in names]


# %% not yet: returned [None, None], not ['mail is up', 'chat is up']; which function in there ends without a 'return'?
async def look_up(ask, name):
    await ask(name)


async def report(ask, names):
    return [await look_up(ask, name) for name in names]


# %% not yet: with other services: returned ['buses is up', 'news is up', 'tides is up'], not ['tides is up', 'buses is up', 'news is up']; in which order does the text want them?
async def report(ask, names):
    tasks = [asyncio.create_task(ask(name)) for name in names]
    return [await answer for answer in asyncio.as_completed(tasks)]


# %% not yet: it started a second event loop in a thread; which loop could await that coroutine itself?
def look_up(ask, name):
    return asyncio.run(ask(name))


async def report(ask, names):
    return [await asyncio.to_thread(look_up, ask, name) for name in names]


# %% not yet: with a service that fails: raised ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception) (line 2: async with asyncio.TaskGroup() as group:); what is in that group, and where is it to be unpacked?
async def report(ask, names):
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(ask(name)) for name in names]
    return [task.result() for task in tasks]
