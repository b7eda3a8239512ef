import asyncio


# %% yes
async def collect(load, names):
    pages = {}

    async def page(name):
        try:
            pages[name] = await asyncio.to_thread(load, name)
        except OSError:
            pages[name] = None

    async with asyncio.TaskGroup() as group:
        for name in names:
            group.create_task(page(name))
    return pages


# %% yes
async def collect(load, names):
    loop = asyncio.get_running_loop()
    jobs = [loop.run_in_executor(None, load, name) for name in names]
    texts = await asyncio.gather(*jobs, return_exceptions=True)
    for text in texts:
        if isinstance(text, Exception) and not isinstance(text, OSError):
            raise text
    return {
        name: None if isinstance(text, OSError) else text
        for name, text in zip(names, texts, strict=True)
    }


# %% yes
async def collect(load, names):
    def page(name):
        try:
            return load(name)
        except OSError:
            return None

    threads = [asyncio.to_thread(page, name) for name in names]
    return dict(zip(names, await asyncio.gather(*threads), strict=True))


# %% yes
async def collect(load, names):
    tasks = {
        name: asyncio.create_task(asyncio.to_thread(load, name))
        for name in names
    }
    if tasks:
        await asyncio.wait(tasks.values())
    pages = {}
    for name, task in tasks.items():
        try:
            pages[name] = task.result()
        except OSError:
            pages[name] = None
    return pages


# %% yes
async def collect(load, names):
    loop = asyncio.get_running_loop()
    jobs = {name: loop.run_in_executor(None, load, name) for name in names}
    for name, job in jobs.items():
        try:
            jobs[name] = await job
        except OSError:
            jobs[name] = None
    return jobs


# %% not yet: held up the whole event loop for 3.5 s; which call in there waits without an 'await'?
async def collect(load, names):
    async def page(name):
        try:
            return load(name)
        except OSError:
            return None

    pages = await asyncio.gather(*map(page, names))
    return dict(zip(names, pages, strict=True))


# %% not yet: took 3.5 s: load('news') started only when load('home') was done; what is awaited before the next thread is started?
async def collect(load, names):
    pages = {}
    for name in names:
        try:
            pages[name] = await asyncio.to_thread(load, name)
        except OSError:
            pages[name] = None
    return pages


# %% not yet: raised TypeError: 'str' object is not callable (line 4: return await asyncio.to_thread(load(name))); what does the error say about that line?
async def collect(load, names):
    async def page(name):
        try:
            return await asyncio.to_thread(load(name))
        except OSError:
            return None

    pages = await asyncio.gather(*map(page, names))
    return dict(zip(names, pages, strict=True))


# %% not yet: with a bug in load: returned {'home': 'text of home', 'news': None}, and ZeroDivisionError should have come out; what keeps it from coming out?
async def collect(load, names):
    async def page(name):
        try:
            return await asyncio.to_thread(load, name)
        except Exception:
            return None

    pages = await asyncio.gather(*map(page, names))
    return dict(zip(names, pages, strict=True))


# %% not yet: with a page that is missing: raised ConnectionError: gone (line 3: return dict(zip(names, await asyncio.gather(*threads), strict=True))); is that to be caught, and where?
async def collect(load, names):
    threads = [asyncio.to_thread(load, name) for name in names]
    return dict(zip(names, await asyncio.gather(*threads), strict=True))


# %% not yet: with a bug in load: returned {'home': 'text of home', 'news': None}, and ZeroDivisionError should have come out; what keeps it from coming out?
async def collect(load, names):
    threads = [asyncio.to_thread(load, name) for name in names]
    texts = await asyncio.gather(*threads, return_exceptions=True)
    return {
        name: None if isinstance(text, Exception) else text
        for name, text in zip(names, texts, strict=True)
    }


# %% not yet: with pages that are empty: returned {'home': None, 'map': None}, not {'home': '', 'map': ''}; what happens to an answer that is empty?
async def collect(load, names):
    async def page(name):
        try:
            return await asyncio.to_thread(load, name) or None
        except OSError:
            return None

    pages = await asyncio.gather(*map(page, names))
    return dict(zip(names, pages, strict=True))


# %% not yet: returned a coroutine, of which nothing has run; is there an 'await' missing?
async def collect(load, names):
    return {name: asyncio.to_thread(load, name) for name in names}


# %% not yet: returned ['text of home', 'text of news', 'text of archive'], not {'home': 'text of home', 'news': 'text of news', 'archive...; is it a dictionary, as the text asks?
async def collect(load, names):
    async def page(name):
        try:
            return await asyncio.to_thread(load, name)
        except OSError:
            return None

    return await asyncio.gather(*map(page, names))
