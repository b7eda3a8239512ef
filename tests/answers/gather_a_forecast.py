import asyncio


# %% yes
async def forecast(ask, cities):
    async def one(city):
        try:
            return await ask(city)
        except ConnectionError:
            return f"no news from {city}"

    return await asyncio.gather(*map(one, cities))


# %% yes
async def forecast(ask, cities):
    tasks = [asyncio.create_task(ask(city)) for city in cities]
    answers = []
    for city, task in zip(cities, tasks):
        try:
            answers.append(await task)
        except ConnectionError:
            answers.append(f"no news from {city}")
    return answers


# %% yes
async def forecast(ask, cities):
    async def one(city):
        try:
            return await ask(city)
        except ConnectionError:
            return "no news from " + city

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one(city)) for city in cities]
    return [task.result() for task in tasks]


# %% yes
async def forecast(ask, cities):
    answers = [f"no news from {city}" for city in cities]

    async def put(place, city):
        answers[place] = await ask(city)

    calls = (put(*each) for each in enumerate(cities))
    await asyncio.gather(*calls, return_exceptions=True)
    return answers


# %% yes
async def forecast(ask, cities):
    loop, answers = asyncio.get_running_loop(), {}
    ready, left = asyncio.Event(), len(cities)

    def arrived(place, city, task):
        nonlocal left
        failed = task.exception()
        answers[place] = f"no news from {city}" if failed else task.result()
        left -= 1
        if not left:
            ready.set()

    for place, city in enumerate(cities):
        task = loop.create_task(ask(city))
        task.add_done_callback(lambda t, p=place, c=city: arrived(p, c, t))
    if cities:
        await ready.wait()
    return [answers[place] for place in range(len(cities))]


# %% yes
async def forecast(ask, cities):
    tasks = {city: asyncio.create_task(ask(city)) for city in {*cities}}
    if tasks:
        await asyncio.wait(tasks.values())
    return [
        f"no news from {city}"
        if tasks[city].exception()
        else tasks[city].result()
        for city in cities
    ]


# %% yes
class Station:
    def __init__(self, ask, city):
        self.city, self.task = city, asyncio.ensure_future(ask(city))

    async def report(self):
        try:
            return await self.task
        except ConnectionError:
            return f"no news from {self.city}"


async def forecast(ask, cities):
    stations = [Station(ask, city) for city in cities]
    return [await station.report() for station in stations]


# %% yes
async def forecast(ask, cities):
    queue = asyncio.Queue()

    async def one(place, city):
        try:
            answer = await ask(city)
        except ConnectionError:
            answer = f"no news from {city}"
        queue.put_nowait((place, answer))

    tasks = [asyncio.create_task(one(*each)) for each in enumerate(cities)]
    found = dict([await queue.get() for _ in tasks])
    await asyncio.gather(*tasks)
    return [found[place] for place in range(len(tasks))]


# %% not yet: when one city is silent: raised ConnectionError: no answer (line 2: return await asyncio.gather(*(ask(city) for city in cities))); is that to be caught, and where?
async def forecast(ask, cities):
    return await asyncio.gather(*(ask(city) for city in cities))


# %% not yet: when one city is silent: the list has ConnectionError('no answer') in place of an answer; how do you tell a failure from an answer?
async def forecast(ask, cities):
    calls = [ask(city) for city in cities]
    return await asyncio.gather(*calls, return_exceptions=True)


# %% not yet: when one city is silent: returned while ask('Rome') and 1 more were still under way; who awaits the tasks that you started?
async def forecast(ask, cities):
    try:
        return await asyncio.gather(*(ask(city) for city in cities))
    except ConnectionError:
        return [f"no news from {city}" for city in cities]


# %% not yet: when one city is silent: 'no news from Bonn' should be in the list; what stands in the place of a city that does not answer?
async def forecast(ask, cities):
    calls = [ask(city) for city in cities]
    ends = await asyncio.gather(*calls, return_exceptions=True)
    return [end for end in ends if not isinstance(end, ConnectionError)]


# %% not yet: took 3.5 s: ask('Lima') started only when ask('Oslo') was done; how many of the calls are under way at 0 s?
async def forecast(ask, cities):
    answers = []
    for city in cities:
        [end] = await asyncio.gather(ask(city), return_exceptions=True)
        silent = isinstance(end, ConnectionError)
        answers.append(f"no news from {city}" if silent else end)
    return answers


# %% not yet: ask('Oslo') was never started; which cities does it ask for?
async def forecast(ask, cities):
    return [f"sun in {city}" for city in cities]


# %% not yet: returned a _GatheringFuture, not its result; is there an 'await' missing?
async def forecast(ask, cities):
    return asyncio.gather(*(ask(city) for city in cities))


# %% not yet: returned ['sun in Lima', 'sun in Cairo', 'sun in Oslo'], not ['sun in Oslo', 'sun in Lima', 'sun in Cairo']; in which order does gather return what it gathered?
async def forecast(ask, cities):
    answers = []
    for each in asyncio.as_completed([ask(city) for city in cities]):
        try:
            answers.append(await each)
        except ConnectionError as error:
            answers.append(f"no news from {error}")
    return answers


# %% not yet: with a city that is chosen twice: returned ['sun in Lima', 'sun in Oslo'], not ['sun in Lima', 'sun in Oslo', 'sun in Lima']; where was a part of it lost?
async def forecast(ask, cities):
    tasks = {city: asyncio.create_task(ask(city)) for city in cities}
    ends = await asyncio.gather(*tasks.values(), return_exceptions=True)
    return [
        f"no news from {city}" if isinstance(end, ConnectionError) else end
        for city, end in zip(tasks, ends)
    ]


# %% not yet: took 2.1 s: the last call was done at 2 s already; what else does it wait for, besides the slowest answer?
async def forecast(ask, cities):
    tasks = [asyncio.create_task(ask(city)) for city in cities]
    while not all(task.done() for task in tasks):
        await asyncio.sleep(0.3)
    return [
        f"no news from {city}" if task.exception() else task.result()
        for city, task in zip(cities, tasks)
    ]


# %% not yet: with many cities: took 3.2917 s: ask('Lima') started only when ask('Oslo') was done; how many of the calls are under way at 0 s?
async def forecast(ask, cities):
    answers = []
    for start in range(0, len(cities), 3):
        some = cities[start : start + 3]
        ends = await asyncio.gather(*map(ask, some), return_exceptions=True)
        for city, end in zip(some, ends):
            silent = isinstance(end, ConnectionError)
            answers.append(f"no news from {city}" if silent else end)
    return answers


# %% not yet: returned ('sun in Oslo', 'sun in Lima', 'sun in Cairo'), not ['sun in Oslo', 'sun in Lima', 'sun in Cairo']; is it a list, as the text asks?
async def forecast(ask, cities):
    calls = [ask(city) for city in cities]
    ends = await asyncio.gather(*calls, return_exceptions=True)
    return tuple(
        f"no news from {city}" if isinstance(end, ConnectionError) else end
        for city, end in zip(cities, ends)
    )


# %% not yet: with empty answers: '' should be in the list; what happens to an answer that is empty?
async def forecast(ask, cities):
    async def one(city):
        try:
            return await ask(city)
        except ConnectionError:
            pass

    answers = await asyncio.gather(*map(one, cities))
    return [
        answer or f"no news from {city}"
        for city, answer in zip(cities, answers)
    ]


# %% not yet: returned ['sun in Cairo', 'sun in Lima', 'sun in Oslo'], not ['sun in Oslo', 'sun in Lima', 'sun in Cairo']; in which order does gather return what it gathered?
async def forecast(ask, cities):
    async def one(city):
        try:
            return await ask(city)
        except ConnectionError:
            return f"no news from {city}"

    return sorted(await asyncio.gather(*map(one, cities)))


# %% not yet: returned None, not ['sun in Oslo', 'sun in Lima', 'sun in Cairo']; does every way out of the function end in a 'return'?
async def forecast(ask, cities):
    async def one(city):
        try:
            return await ask(city)
        except ConnectionError:
            return f"no news from {city}"

    await asyncio.gather(*map(one, cities))
