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


# %% not yet: with a network that is down: returned {'mail': OSError('no network'), 'news': 'news'}, and OSError should have come out; what keeps it from coming out?
async def retry(ask, names):
    async def tried(name, again):
        [answer] = await asyncio.gather(ask(name), return_exceptions=True)
        if not isinstance(answer, ConnectionError):
            return name, answer
        return await tried(name, again - 1) if again else (name, "busy")

    tasks = [asyncio.ensure_future(tried(name, 2)) for name in names]
    return dict([await task for task in tasks])


# %% not yet: ask('news') started at 1.5 s, not at 0 s; what was this try waiting for?
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


# %% not yet: ask('mail') started at 1 s, not at 0.5 s; what was this try waiting for?
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


# %% not yet: with one that stays busy: ask('mail') was started 10 times; how often is a busy service asked in all?
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


# %% not yet: ask('mail') started at 0.6 s, not at 0.5 s; what was this try waiting for?
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


# %% not yet: ask('mail') was started only 2 times; how often is a busy service asked in all?
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


# %% not yet: with empty answers: ask('news') was started 3 times; is an empty answer a failure?
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


# %% yes
async def retry(ask, names):
    answers = {}
    tries = {name: 1 for name in names}
    tasks = {asyncio.create_task(ask(name)): name for name in names}
    try:
        while tasks:
            done, _ = await asyncio.wait(
                tasks, return_when=asyncio.FIRST_COMPLETED
            )
            for task in done:
                name = tasks.pop(task)
                try:
                    answers[name] = task.result()
                except ConnectionError:
                    if tries[name] == 3:
                        answers[name] = "busy"
                    else:
                        tries[name] += 1
                        tasks[asyncio.create_task(ask(name))] = name
    except asyncio.CancelledError:
        for t in tasks:
            t.cancel()
        raise
    return answers


# %% yes
class Service:
    def __init__(self, ask, name, left=3):
        self.ask, self.name, self.left = ask, name, left

    async def answer(self):
        if not self.left:
            return "busy"
        self.left -= 1
        try:
            return await self.ask(self.name)
        except ConnectionError:
            return await self.answer()


async def retry(ask, names):
    tasks = {}
    async with asyncio.TaskGroup() as group:
        for name in names:
            tasks[name] = group.create_task(Service(ask, name).answer())
    return {name: task.result() for name, task in tasks.items()}


# %% not yet: when it is cancelled early: it never ends (line 10: return dict(zip(names, await asyncio.gather(*map(one, names))))); which 'except' in there catches more than it has to?
async def retry(ask, names):
    async def one(name):
        for _ in range(3):
            try:
                return await ask(name)
            except BaseException:
                pass
        return "busy"

    return dict(zip(names, await asyncio.gather(*map(one, names))))


# %% not yet: with one that stays busy: ask('mail') was started 4 times; how often is a busy service asked in all?
async def retry(ask, names):
    async def one(name):
        try:
            return await ask(name)
        except ConnectionError:
            for _ in range(3):
                try:
                    return await ask(name)
                except ConnectionError:
                    pass
        return "busy"

    return dict(zip(names, await asyncio.gather(*map(one, names))))


# %% not yet: with a network that is down: returned {'mail': 'busy', 'news': 'news'}, and OSError should have come out; what keeps it from coming out?
async def retry(ask, names):
    async def one(name):
        for _ in range(3):
            try:
                return await ask(name)
            except Exception:
                pass
        return "busy"

    return dict(zip(names, await asyncio.gather(*map(one, names))))


# %% not yet: with three of a speed: ask('y') was started only 2 times; how often is a busy service asked in all?
async def retry(ask, names):
    left = 3

    async def one(name):
        nonlocal left
        while left:
            try:
                return await ask(name)
            except ConnectionError:
                left -= 1
        return "busy"

    return dict(zip(names, await asyncio.gather(*map(one, names))))


# %% not yet: when it is cancelled: was cancelled at 2 s, and returned {'mail': 'mail is up', 'news': 'news is up'} all the same; which 'except' in there catches more than it has to?
async def retry(ask, names):
    answers = {}

    async def one(name):
        for _ in range(3):
            try:
                answers[name] = await ask(name)
                return
            except ConnectionError:
                pass
            except asyncio.CancelledError:
                pass
        answers[name] = "busy"

    tasks = [asyncio.create_task(one(n)) for n in names]
    for t in tasks:
        await t
    return answers


# %% yes
class Service:
    def __init__(self, ask, name):
        self.ask, self.name = ask, name
        self.answer = "busy"

    async def try_to_ask(self, tries):
        if tries == 0:
            return
        try:
            self.answer = await self.ask(self.name)
        except ConnectionError:
            await self.try_to_ask(tries - 1)


async def retry(ask, names):
    services = [Service(ask, name) for name in names]
    async with asyncio.TaskGroup() as group:
        for service in services:
            group.create_task(service.try_to_ask(3))
    return {service.name: service.answer for service in services}
