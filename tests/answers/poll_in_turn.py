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


# %% not yet: ask('news') was never started; does the loop reach every name, once?
async def poll(ask, names):
    answers = {}
    for name in names:
        answers[name] = await ask(name)
        return answers


# %% not yet: ask('mail') was never started; does the loop reach every name, once?
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
