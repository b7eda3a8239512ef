import asyncio


# %% yes
async def forecast(ask, cities):
    tasks = [asyncio.create_task(ask(city)) for city in cities]
    return [await task for task in tasks]


# %% yes
async def forecast(ask, cities):
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(ask(city)) for city in cities]
    return [task.result() for task in tasks]


# %% yes
async def forecast(ask, cities):
    answers = [None] * len(cities)

    async def put(place, city):
        answers[place] = await ask(city)

    await asyncio.gather(*(put(*each) for each in enumerate(cities)))
    return answers


# %% not yet: took 3.5 s: ask('Lima') started only when ask('Oslo') was done; how many of the calls are under way at 0 s?
async def forecast(ask, cities):
    answers = []
    for city in cities:
        answers += await asyncio.gather(ask(city))
    return answers


# %% not yet: ask('Oslo') was never started; who knows the answer for that city?
async def forecast(ask, cities):
    return [f"sun in {city}" for city in cities]


# %% not yet: returned a _GatheringFuture, not its result; is there an 'await' missing?
async def forecast(ask, cities):
    return asyncio.gather(*(ask(city) for city in cities))


# %% not yet: returned ['sun in Lima', 'sun in Cairo', 'sun in Oslo'], not ['sun in Oslo', 'sun in Lima', 'sun in Cairo']; in which order does gather return what it gathered?
async def forecast(ask, cities):
    calls = [ask(city) for city in cities]
    return [await call for call in asyncio.as_completed(calls)]


# %% not yet: with a city that is chosen twice: returned ['sun in Lima', 'sun in Oslo'], not ['sun in Lima', 'sun in Oslo', 'sun in Lima']; where was a part of it lost?
async def forecast(ask, cities):
    tasks = {city: asyncio.create_task(ask(city)) for city in cities}
    return [await task for task in tasks.values()]


# %% not yet: took 2.1 s: the last call was done at 2 s already; what does it wait for besides the slowest answer?
async def forecast(ask, cities):
    tasks = [asyncio.create_task(ask(city)) for city in cities]
    while not all(task.done() for task in tasks):
        await asyncio.sleep(0.3)
    return [task.result() for task in tasks]


# %% not yet: with many cities: took 3.2917 s: ask('Lima') started only when ask('Oslo') was done; how many of the calls are under way at 0 s?
async def forecast(ask, cities):
    answers = []
    for start in range(0, len(cities), 3):
        some = cities[start : start + 3]
        answers += await asyncio.gather(*map(ask, some))
    return answers


# %% not yet: returned ('sun in Oslo', 'sun in Lima', 'sun in Cairo'), not ['sun in Oslo', 'sun in Lima', 'sun in Cairo']; is it a list, as the text asks?
async def forecast(ask, cities):
    answers = await asyncio.gather(*map(ask, cities))
    return tuple(answers)


# %% yes
async def forecast(ask, cities):
    places = list(enumerate(cities))
    found = [None] * len(places)

    async def one(place, city):
        found[place] = await ask(city)

    await asyncio.gather(*(one(*pair) for pair in places))
    return found


# %% not yet: returned ['sun in Cairo', 'sun in Lima', 'sun in Oslo'], not ['sun in Oslo', 'sun in Lima', 'sun in Cairo']; in which order does gather return what it gathered?
async def forecast(ask, cities):
    found = []
    for each in asyncio.as_completed([ask(city) for city in cities]):
        found.append(await each)
    return sorted(found)


# %% yes
async def forecast(ask, cities):
    loop, answers = asyncio.get_running_loop(), {}
    ready, left = asyncio.Event(), len(cities)

    def arrived(place, task):
        nonlocal left
        answers[place] = task.result()
        left -= 1
        if not left:
            ready.set()

    for place, city in enumerate(cities):
        task = loop.create_task(ask(city))
        task.add_done_callback(lambda t, p=place: arrived(p, t))
    if cities:
        await ready.wait()
    return [answers[place] for place in range(len(cities))]


# %% yes
async def forecast(ask, cities):
    answers = {city: asyncio.create_task(ask(city)) for city in {*cities}}
    return [await answers[city] for city in cities]
