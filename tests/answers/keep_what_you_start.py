import asyncio


# %% yes
async def sell(take, mail, names):
    failed = []

    async def send(name):
        try:
            await mail(name)
        except Exception:
            failed.append(name)

    async with asyncio.TaskGroup() as group:
        for name in names:
            await take(name)
            group.create_task(send(name))
    return failed


# %% yes
async def sell(take, mail, names):
    failed, under_way = [], set()

    async def send(name):
        try:
            await mail(name)
        except BaseException:
            failed.append(name)

    for name in names:
        await take(name)
        task = asyncio.create_task(send(name))
        under_way.add(task)
        task.add_done_callback(under_way.discard)
    while under_way:
        await next(iter(under_way))
    return failed


# %% yes
async def sell(take, mail, names):
    tasks = {}
    for name in names:
        await take(name)
        tasks[name] = asyncio.create_task(mail(name))
    failed = []
    for name, task in tasks.items():
        try:
            await task
        except Exception:
            failed.append(name)
    return failed


# %% yes
async def sell(take, mail, names):
    under_way, failed = {}, []

    def over(task):
        name = under_way.pop(task)
        if task.exception() is not None:
            failed.append(name)

    for name in names:
        await take(name)
        task = asyncio.create_task(mail(name))
        under_way[task] = name
        task.add_done_callback(over)
    while under_way:
        await asyncio.wait(under_way)
        await asyncio.sleep(0)
    return failed


# %% yes
class Post:
    def __init__(self, mail):
        self.mail, self.under_way, self.failed = mail, set(), []

    def send(self, name):
        task = asyncio.create_task(self.sent(name))
        self.under_way.add(task)
        task.add_done_callback(self.under_way.discard)

    async def sent(self, name):
        try:
            await self.mail(name)
        except Exception:
            self.failed.append(name)


async def sell(take, mail, names):
    post = Post(mail)
    for name in names:
        await take(name)
        post.send(name)
    await asyncio.gather(*post.under_way)
    return post.failed


# %% not yet: take('bob') started at 1.3 s, not at 0.5 s; what does the next order wait for, and when may a mail be sent?
async def sell(take, mail, names):
    failed = []
    for name in names:
        await take(name)
        try:
            await mail(name)
        except Exception:
            failed.append(name)
    return failed


# %% not yet: returned while mail('bob') and 1 more were still under way; who awaits the tasks that you started?
async def sell(take, mail, names):
    for name in names:
        await take(name)
        asyncio.create_task(mail(name))
    return []


# %% not yet: raised ConnectionError: no such address (line 9: await task); is that to be caught, and where?
async def sell(take, mail, names):
    under_way = set()
    for name in names:
        await take(name)
        task = asyncio.create_task(mail(name))
        under_way.add(task)
        task.add_done_callback(under_way.discard)
    for task in under_way:
        await task
    return []


# %% not yet: with a mail that fails early: left an exception lying: Task exception was never retrieved (ConnectionError); who looks at the result of each task?
async def sell(take, mail, names):
    failed, under_way = [], set()
    for name in names:
        await take(name)
        task = asyncio.create_task(mail(name), name=name)
        under_way.add(task)
        task.add_done_callback(under_way.discard)
    for task in list(under_way):
        try:
            await task
        except Exception:
            failed.append(task.get_name())
    return failed


# %% not yet: returned while send('bob') and 1 more were still under way; who awaits the tasks that you started?
async def sell(take, mail, names):
    failed, under_way = [], set()

    async def send(name):
        try:
            await mail(name)
        except Exception:
            failed.append(name)

    for name in names:
        await take(name)
        task = asyncio.create_task(send(name))
        under_way.add(task)
        task.add_done_callback(under_way.discard)
    return failed


# %% not yet: with a mail that fails last, in a strange way: raised StrangeError: odd (line 6: await mail(name)); is that to be caught, and where?
async def sell(take, mail, names):
    failed, under_way = [], set()

    async def send(name):
        try:
            await mail(name)
        except ConnectionError:
            failed.append(name)

    for name in names:
        await take(name)
        task = asyncio.create_task(send(name))
        under_way.add(task)
        task.add_done_callback(under_way.discard)
    for task in list(under_way):
        await task
    return failed


# %% not yet: mail('ann') started at 1.5 s, not at 0.5 s; what does the next order wait for, and when may a mail be sent?
async def sell(take, mail, names):
    failed = []

    async def send(name):
        try:
            await mail(name)
        except Exception:
            failed.append(name)

    for name in names:
        await take(name)
    tasks = [asyncio.create_task(send(name)) for name in names]
    for task in tasks:
        await task
    return failed


# %% not yet: mail('ann') started at 0 s, not at 0.5 s; what does the next order wait for, and when may a mail be sent?
async def sell(take, mail, names):
    failed, under_way = [], set()

    async def send(name):
        try:
            await mail(name)
        except Exception:
            failed.append(name)

    for name in names:
        task = asyncio.create_task(send(name))
        under_way.add(task)
        task.add_done_callback(under_way.discard)
        await take(name)
    for task in list(under_way):
        await task
    return failed


# %% not yet: took 4.5 s: the last call was done at 2.3 s already; which mails are still under way when the last order is taken?
async def sell(take, mail, names):
    failed, under_way = [], set()

    async def send(name):
        try:
            await mail(name)
        except Exception:
            failed.append(name)

    for name in names:
        await take(name)
        task = asyncio.create_task(send(name))
        under_way.add(task)
        task.add_done_callback(under_way.discard)
    await asyncio.sleep(3)
    return failed


# %% yes
async def sell(take, mail, names):
    under_way, failed = set(), []

    async def send(name):
        try:
            await mail(name)
        except Exception as error:
            print(f"no mail to {name}: {error!r}")
            failed.append(name)

    try:
        for name in names:
            await take(name)
            task = asyncio.create_task(send(name))
            under_way.add(task)
            task.add_done_callback(under_way.discard)
    finally:
        for task in list(under_way):
            await task
    return failed


# %% yes
async def sell(take, mail, names):
    tasks = []
    for name in names:
        await take(name)
        tasks.append(asyncio.create_task(mail(name)))
    ends = await asyncio.gather(*tasks, return_exceptions=True)
    return [
        name
        for name, end in zip(names, ends)
        if end is not None and isinstance(end, Exception)
    ]


# %% yes
async def sell(take, mail, names):
    loop, failed, under_way = asyncio.get_running_loop(), set(), set()

    async def send(name):
        try:
            await mail(name)
        except Exception:
            failed.add(name)

    for name in names:
        await take(name)
        task = loop.create_task(send(name))
        under_way.add(task)
        task.add_done_callback(under_way.remove)
    for task in tuple(under_way):
        await task
    return sorted(failed)
