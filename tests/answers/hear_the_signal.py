import asyncio


# %% yes
async def reception(accept, talk, stop):
    inside, start = [], asyncio.create_task
    newcomer, over = start(accept()), start(stop())
    while not over.done():
        await asyncio.wait([newcomer, over], return_when="FIRST_COMPLETED")
        if newcomer.done():
            inside.append(start(talk(newcomer.result())))
            newcomer = start(accept())
    newcomer.cancel()
    await asyncio.gather(*inside)


# %% yes
async def reception(accept, talk, stop):
    async with asyncio.TaskGroup() as inside:

        async def welcome():
            while True:
                inside.create_task(talk(await accept()))

        host = asyncio.create_task(welcome())
        await stop()
        await asyncio.sleep(0)
        host.cancel()


# %% yes
async def reception(accept, talk, stop):
    loop, inside = asyncio.get_running_loop(), []
    over = loop.create_task(stop())
    while not over.done():
        newcomer = loop.create_task(accept())
        await asyncio.wait({newcomer, over}, return_when="FIRST_COMPLETED")
        if newcomer.done():
            inside.append(loop.create_task(talk(newcomer.result())))
        newcomer.cancel()
    if inside:
        await asyncio.wait(inside)


# %% not yet: talk('bob') was never started; what may be in done together with the signal?
async def reception(accept, talk, stop):
    start = asyncio.create_task
    newcomer, over = start(accept()), start(stop())
    jobs = {newcomer, over}
    while jobs:
        done, jobs = await asyncio.wait(jobs, return_when="FIRST_COMPLETED")
        if over in done:
            newcomer.cancel()
            jobs.discard(newcomer)
        elif newcomer in done:
            jobs.add(start(talk(newcomer.result())))
            jobs.add(newcomer := start(accept()))


# %% not yet: talk('ann') was cancelled at 1 s; what should the signal cancel: a talk, or the task that waits for the next newcomer?
async def reception(accept, talk, stop):
    start = asyncio.create_task
    newcomer, over = start(accept()), start(stop())
    jobs = {newcomer, over}
    while over in jobs:
        done, jobs = await asyncio.wait(jobs, return_when="FIRST_COMPLETED")
        if newcomer in done:
            jobs.add(start(talk(newcomer.result())))
            jobs.add(newcomer := start(accept()))
    await asyncio.sleep(0)
    for task in jobs:
        task.cancel()


# %% not yet: returned while talk('ann') and 1 more were still under way; who awaits the tasks that you started?
async def reception(accept, talk, stop):
    start = asyncio.create_task
    newcomer, over = start(accept()), start(stop())
    jobs = {newcomer, over}
    while over in jobs:
        done, jobs = await asyncio.wait(jobs, return_when="FIRST_COMPLETED")
        if newcomer in done:
            jobs.add(start(talk(newcomer.result())))
            jobs.add(newcomer := start(accept()))
    newcomer.cancel()


# %% not yet: it waits for ever (line 4: tasks.append(asyncio.create_task(talk(await accept())))); who was to wake it?
async def reception(accept, talk, stop):
    over, tasks = asyncio.create_task(stop()), []
    while not over.done():
        tasks.append(asyncio.create_task(talk(await accept())))
    await asyncio.gather(*tasks)


# %% not yet: talk('bob') was never started; what may be in done together with the signal?
async def reception(accept, talk, stop):
    async def one_by_one():
        while True:
            await talk(await accept())

    host = asyncio.create_task(one_by_one())
    await stop()
    host.cancel()
    await asyncio.wait([host])


# %% not yet: raised CancelledError (line 8: jobs.add(start(talk(newcomer.result())))); what do you get from a task that was cancelled?
async def reception(accept, talk, stop):
    start = asyncio.create_task
    newcomer, over = start(accept()), start(stop())
    jobs = {newcomer, over}
    while jobs:
        done, jobs = await asyncio.wait(jobs, return_when="FIRST_COMPLETED")
        if newcomer in done:
            jobs.add(start(talk(newcomer.result())))
            jobs.add(newcomer := start(accept()))
        if over in done:
            newcomer.cancel()


# %% yes
async def reception(accept, talk, stop):
    async with asyncio.TaskGroup() as group:

        async def door():
            while True:
                group.create_task(talk(await accept()))

        porter = asyncio.create_task(door())
        await stop()
        await asyncio.sleep(0)
        porter.cancel()
        await asyncio.gather(porter, return_exceptions=True)


# %% yes
async def reception(accept, talk, stop):
    over = asyncio.create_task(stop())
    guests = []
    while True:
        door = asyncio.create_task(accept())
        await asyncio.wait([door, over], return_when="FIRST_COMPLETED")
        if door.done():
            guests.append(asyncio.create_task(talk(door.result())))
            if over.done():
                break
        else:
            door.cancel()
            await asyncio.wait([door])
            break
    await asyncio.gather(over, *guests)


# %% not yet: with nobody: took 1.3 s: the last call was done at 1.2917 s already; what is still waited for after the signal?
async def reception(accept, talk, stop):
    over = asyncio.create_task(stop())
    guests = []
    while not over.done():
        try:
            name = await asyncio.wait_for(accept(), 0.1)
        except TimeoutError:
            continue
        guests.append(asyncio.create_task(talk(name)))
    await asyncio.gather(*guests)


# %% yes
async def reception(accept, talk, stop):
    guests = set()

    async def door():
        while True:
            guests.add(asyncio.create_task(talk(await accept())))

    porter, over = asyncio.create_task(door()), asyncio.create_task(stop())
    await asyncio.wait([porter, over], return_when=asyncio.FIRST_COMPLETED)
    await asyncio.sleep(0)
    porter.cancel()
    await asyncio.gather(porter, return_exceptions=True)
    await asyncio.gather(*guests)


# %% not yet: talk('bob') was never started; what may be in done together with the signal?
async def reception(accept, talk, stop):
    over = asyncio.create_task(stop())
    guests = []
    while True:
        door = asyncio.create_task(accept())
        await asyncio.wait([door, over], return_when="FIRST_COMPLETED")
        if over.done():
            door.cancel()
            await asyncio.gather(door, return_exceptions=True)
            break
        guests.append(asyncio.create_task(talk(door.result())))
    await asyncio.gather(*guests)


# %% yes
async def reception(accept, talk, stop):
    start = asyncio.create_task
    jobs = {newcomer := start(accept()), over := start(stop())}
    while jobs:
        done, jobs = await asyncio.wait(jobs, return_when="FIRST_COMPLETED")
        if newcomer in done and not newcomer.cancelled():
            jobs.add(start(talk(newcomer.result())))
            if not over.done():
                jobs.add(newcomer := start(accept()))
        if over in done and newcomer in jobs:
            newcomer.cancel()
            jobs.discard(newcomer)
    await asyncio.wait([newcomer])


# %% yes
async def reception(accept, talk, stop):
    over = asyncio.create_task(stop())
    async with asyncio.TaskGroup() as g:
        while True:
            newcomer = asyncio.create_task(accept())
            await asyncio.wait(
                [newcomer, over], return_when=asyncio.FIRST_COMPLETED
            )
            if newcomer.done():
                g.create_task(talk(newcomer.result()))
            else:
                newcomer.cancel()
                await asyncio.wait([newcomer])
            if over.done():
                break


# %% yes
async def reception(accept, talk, stop):
    talks = []

    async def door():
        while True:
            talks.append(asyncio.create_task(talk(await accept())))

    d = asyncio.create_task(door())
    await stop()
    for _ in range(3):
        await asyncio.sleep(0)
    d.cancel()
    await asyncio.gather(d, return_exceptions=True)
    await asyncio.gather(*talks)


# %% not yet: it waits for ever (line 5: talks.append(asyncio.create_task(talk(await accept())))); who was to wake it?
async def reception(accept, talk, stop):
    over = asyncio.create_task(stop())
    talks = []
    while not over.done():
        talks.append(asyncio.create_task(talk(await accept())))
    await asyncio.gather(*talks)


# %% not yet: took 7 s: the last call was done at 2 s already; what is still waited for after the signal?
async def reception(accept, talk, stop):
    start = asyncio.create_task
    jobs = {newcomer := start(accept()), over := start(stop())}
    while jobs:
        done, jobs = await asyncio.wait(
            jobs, return_when="FIRST_COMPLETED", timeout=5
        )
        if newcomer in done:
            jobs.add(start(talk(newcomer.result())))
            jobs.add(newcomer := start(accept()))
        elif over in done or not done:
            newcomer.cancel()
            jobs.discard(newcomer)
    await asyncio.wait([newcomer])


# %% not yet: with nobody: raised ValueError: Set of Tasks/Futures is empty. (line 12: await asyncio.wait(talks)); what if there is nothing to wait for?
async def reception(accept, talk, stop):
    over = asyncio.create_task(stop())
    talks = set()
    while not over.done():
        newcomer = asyncio.create_task(accept())
        await asyncio.wait(
            [newcomer, over], return_when=asyncio.FIRST_COMPLETED
        )
        if newcomer.done():
            talks.add(asyncio.create_task(talk(newcomer.result())))
    newcomer.cancel()
    await asyncio.wait(talks)


# %% not yet: with a signal and then one at the same instant: talk('ann') was never started; who may be at the door when the signal is heard?
async def reception(accept, talk, stop):
    talks = []

    async def door():
        while True:
            talks.append(asyncio.create_task(talk(await accept())))

    d = asyncio.create_task(door())
    await stop()
    d.cancel()
    await asyncio.gather(*talks)


# %% yes
async def reception(accept, talk, stop):
    talks = set()
    over = asyncio.create_task(stop())
    newcomer = asyncio.create_task(accept())

    def greet(task):
        nonlocal newcomer
        if not task.cancelled():
            talks.add(asyncio.create_task(talk(task.result())))
            if not over.done():
                newcomer = asyncio.create_task(accept())
                newcomer.add_done_callback(greet)

    newcomer.add_done_callback(greet)
    await asyncio.wait([over])
    newcomer.cancel()
    await asyncio.gather(newcomer, return_exceptions=True)
    await asyncio.sleep(0)
    while talks:
        _, talks = await asyncio.wait(talks)
