import asyncio


# %% yes
async def retry(ask, names):
    async def patiently(name):
        for _ in range(3):
            try:
                return await ask(name)
            except ConnectionError:
                continue
        return "busy"

    answers = await asyncio.gather(*map(patiently, names))
    return dict(zip(names, answers))


# %% yes
async def retry(ask, names):
    answers = {}

    async def attempt(name, left):
        try:
            answers[name] = await ask(name)
        except ConnectionError:
            answers[name] = "busy"
            if left > 1:
                group.create_task(attempt(name, left - 1))

    async with asyncio.TaskGroup() as group:
        for name in names:
            group.create_task(attempt(name, 3))
    return answers


# %% yes
async def retry(ask, names):
    async def tried(name, again):
        [answer] = await asyncio.gather(ask(name), return_exceptions=True)
        if not isinstance(answer, ConnectionError):
            return name, answer
        return await tried(name, again - 1) if again else (name, "busy")

    tasks = [asyncio.ensure_future(tried(name, 2)) for name in names]
    return dict([await task for task in tasks])


# %% not yet: ask('news') started at 1.5 s, not at 0 s; what must be over before each try, and how many tries are there?
async def retry(ask, names):
    answers = {}
    for name in names:
        answers[name] = "busy"
        for _ in range(3):
            try:
                answers[name] = await ask(name)
                break
            except ConnectionError:
                pass
    return answers


# %% not yet: ask('mail') started at 1 s, not at 0.5 s; what must be over before each try, and how many tries are there?
async def retry(ask, names):
    answers = dict.fromkeys(names, "busy")
    for _ in range(3):
        left = [name for name in names if answers[name] == "busy"]
        found = await asyncio.gather(*map(ask, left), return_exceptions=True)
        for name, answer in zip(left, found):
            if isinstance(answer, str):
                answers[name] = answer
    return answers


# %% not yet: raised ConnectionError: busy (line 2: answers = await asyncio.gather(*map(ask, names))); is that to be caught, and where?
async def retry(ask, names):
    answers = await asyncio.gather(*map(ask, names))
    return dict(zip(names, answers))


# %% not yet: with one that stays busy: ask('mail') was started 10 times; what must be over before each try, and how many tries are there?
async def retry(ask, names):
    async def patiently(name):
        while True:
            try:
                return await ask(name)
            except ConnectionError:
                pass

    answers = await asyncio.gather(*map(patiently, names))
    return dict(zip(names, answers))


# %% not yet: raised RuntimeError: cannot reuse already awaited coroutine (line 6: return await coroutine); how often may a coroutine be awaited?
async def retry(ask, names):
    async def patiently(name):
        coroutine = ask(name)
        for _ in range(3):
            try:
                return await coroutine
            except ConnectionError:
                pass
        return "busy"

    answers = await asyncio.gather(*map(patiently, names))
    return dict(zip(names, answers))


# %% not yet: ask('mail') started at 0.6 s, not at 0.5 s; what must be over before each try, and how many tries are there?
async def retry(ask, names):
    async def patiently(name):
        for _ in range(3):
            try:
                return await ask(name)
            except ConnectionError:
                await asyncio.sleep(0.1)
        return "busy"

    answers = await asyncio.gather(*map(patiently, names))
    return dict(zip(names, answers))


# %% not yet: ask('mail') was started only 2 times; what must be over before each try, and how many tries are there?
async def retry(ask, names):
    async def patiently(name):
        for _ in range(2):
            try:
                return await ask(name)
            except ConnectionError:
                pass
        return "busy"

    answers = await asyncio.gather(*map(patiently, names))
    return dict(zip(names, answers))


# %% yes
async def retry(ask, names):
    async def one(name):
        for _ in range(3):
            try:
                return await ask(name)
            except ConnectionError:
                pass
        return "busy"

    return dict(zip(names, await asyncio.gather(*map(one, names))))


# %% not yet: with empty answers: ask('news') was started 3 times; what must be over before each try, and how many tries are there?
async def retry(ask, names):
    async def one(name):
        for _ in range(3):
            try:
                if answer := await ask(name):
                    return answer
            except ConnectionError:
                pass
        return "busy"

    return dict(zip(names, await asyncio.gather(*map(one, names))))


# %% yes
async def retry(ask, names):
    answers = {}

    async def one(name, tries=3):
        try:
            answers[name] = await ask(name)
        except ConnectionError:
            if tries == 1:
                answers[name] = "busy"
            else:
                await one(name, tries - 1)

    async with asyncio.TaskGroup() as group:
        for name in names:
            group.create_task(one(name))
    return answers


# %% yes
async def retry(ask, names):
    answers, left = {}, {name: 3 for name in names}
    queue = asyncio.Queue()

    def start(name):
        left[name] -= 1
        task = asyncio.create_task(ask(name))
        task.add_done_callback(lambda t: queue.put_nowait((name, t)))

    for name in names:
        start(name)
    while len(answers) < len(left):
        name, task = await queue.get()
        try:
            answers[name] = task.result()
        except ConnectionError:
            if left[name]:
                start(name)
            else:
                answers[name] = "busy"
    return answers
