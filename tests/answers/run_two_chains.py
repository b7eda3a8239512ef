import asyncio


# %% yes
async def main(load, ask):
    mail = asyncio.create_task(ask("mail"))
    await asyncio.to_thread(load, "list")
    pages = await asyncio.gather(
        asyncio.to_thread(load, "page"), asyncio.to_thread(load, "map")
    )
    return [*pages, await mail]


# %% yes
async def main(load, ask):
    loop = asyncio.get_running_loop()
    mail = asyncio.ensure_future(ask("mail"))
    await loop.run_in_executor(None, load, "list")
    page = loop.run_in_executor(None, load, "page")
    map_ = loop.run_in_executor(None, load, "map")
    return [await page, await map_, await mail]


# %% yes
async def main(load, ask):
    async with asyncio.TaskGroup() as group:
        mail = group.create_task(ask("mail"))
        await asyncio.to_thread(load, "list")
        pages = [
            group.create_task(asyncio.to_thread(load, name))
            for name in ("page", "map")
        ]
    return [task.result() for task in (*pages, mail)]


# %% yes
async def main(load, ask):
    first = asyncio.create_task(asyncio.to_thread(load, "list"))

    async def after(name):
        await asyncio.wait([first])
        return await asyncio.to_thread(load, name)

    return list(await asyncio.gather(after("page"), after("map"), ask("mail")))


# %% yes
async def main(load, ask):
    listed = asyncio.Event()

    async def first():
        await asyncio.to_thread(load, "list")
        listed.set()

    async def page(name):
        await listed.wait()
        return await asyncio.to_thread(load, name)

    _, *rest = await asyncio.gather(
        first(), page("page"), page("map"), ask("mail")
    )
    return rest


# %% not yet: ask('mail') started at 1 s, not at 0 s; which calls begin together, and which one has to be over before?
async def main(load, ask):
    await asyncio.to_thread(load, "list")
    return list(
        await asyncio.gather(
            asyncio.to_thread(load, "page"),
            asyncio.to_thread(load, "map"),
            ask("mail"),
        )
    )


# %% not yet: load('map') started at 2 s, not at 1 s; which calls begin together, and which one has to be over before?
async def main(load, ask):
    mail = asyncio.create_task(ask("mail"))
    await asyncio.to_thread(load, "list")
    page = await asyncio.to_thread(load, "page")
    map_ = await asyncio.to_thread(load, "map")
    return [page, map_, await mail]


# %% not yet: held up the whole event loop for 3 s; which call in there waits without an 'await'?
async def main(load, ask):
    mail = asyncio.create_task(ask("mail"))
    load("list")
    return [load("page"), load("map"), await mail]


# %% not yet: load('page') started at 0 s, not at 1 s; which calls begin together, and which one has to be over before?
async def main(load, ask):
    _, page, map_, mail = await asyncio.gather(
        asyncio.to_thread(load, "list"),
        asyncio.to_thread(load, "page"),
        asyncio.to_thread(load, "map"),
        ask("mail"),
    )
    return [page, map_, mail]


# %% not yet: returned ['list', 'page', 'map', 'mail'], not ['page', 'map', 'mail']; in which order does main() return the three?
async def main(load, ask):
    mail = asyncio.create_task(ask("mail"))
    listed = await asyncio.to_thread(load, "list")
    pages = await asyncio.gather(
        asyncio.to_thread(load, "page"), asyncio.to_thread(load, "map")
    )
    return [listed, *pages, await mail]


# %% not yet: ask('mail') started at 2 s, not at 0 s; which calls begin together, and which one has to be over before?
async def main(load, ask):
    mail = ask("mail")
    await asyncio.to_thread(load, "list")
    pages = await asyncio.gather(
        asyncio.to_thread(load, "page"), asyncio.to_thread(load, "map")
    )
    return [*pages, await mail]


# %% not yet: load('page') started at 1.5 s, not at 1 s; which calls begin together, and which one has to be over before?
async def main(load, ask):
    _, mail = await asyncio.gather(
        asyncio.to_thread(load, "list"), ask("mail")
    )
    pages = await asyncio.gather(
        asyncio.to_thread(load, "page"), asyncio.to_thread(load, "map")
    )
    return [*pages, mail]


# %% not yet: load('map') started at 2 s, not at 1 s; which calls begin together, and which one has to be over before?
async def main(load, ask):
    mail = asyncio.create_task(ask("mail"))
    await asyncio.to_thread(load, "list")
    map_ = asyncio.to_thread(load, "map")
    page = await asyncio.to_thread(load, "page")
    return [page, await map_, await mail]
