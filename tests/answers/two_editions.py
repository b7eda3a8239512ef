import asyncio


# %% yes
async def editions(articles, patience):
    lists = [], []
    pending = {asyncio.ensure_future(article) for article in articles}
    for edition in lists:
        if pending:
            done, pending = await asyncio.wait(pending, timeout=patience)
            edition.extend(sorted(task.result() for task in done))
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
    return lists


# %% yes
async def editions(articles, patience):
    morning, evening = [], []
    start = asyncio.get_running_loop().time()

    async def take(article):
        name = await article
        late = asyncio.get_running_loop().time() - start > patience
        (evening if late else morning).append(name)

    try:
        async with asyncio.timeout(2 * patience):
            async with asyncio.TaskGroup() as group:
                for article in articles:
                    group.create_task(take(article))
    except TimeoutError:
        pass
    return sorted(morning), sorted(evening)


# %% yes
async def editions(articles, patience):
    async def after(tasks):
        if not tasks:
            return [], tasks
        done, rest = await asyncio.wait(tasks, timeout=patience)
        return sorted(task.result() for task in done), rest

    first, rest = await after(list(map(asyncio.create_task, articles)))
    second, rest = await after(rest)
    for task in rest:
        task.cancel()
    await asyncio.gather(*rest, return_exceptions=True)
    return first, second


# %% not yet: returned while write('never') was still under way; who awaits the tasks that you started?
async def editions(articles, patience):
    tasks = [asyncio.create_task(article) for article in articles]
    morning, pending = await asyncio.wait(tasks, timeout=patience)
    evening, pending = await asyncio.wait(pending, timeout=patience)
    first = sorted(task.result() for task in morning)
    return first, sorted(task.result() for task in evening)


# %% not yet: write('late') was cancelled at 1 s; which lanes end with a cross in the given chart, and which don't?
async def editions(articles, patience):
    tasks = [asyncio.create_task(article) for article in articles]
    morning, pending = await asyncio.wait(tasks, timeout=patience)
    for task in pending:
        task.cancel()
    await asyncio.wait(pending)
    return sorted(task.result() for task in morning), []


# %% not yet: returned (['early'], ['early', 'late']), not (['early'], ['late']); which articles are new in each of the editions?
async def editions(articles, patience):
    tasks = [asyncio.create_task(article) for article in articles]
    morning, pending = await asyncio.wait(tasks, timeout=patience)
    evening, pending = await asyncio.wait(tasks, timeout=patience)
    for task in pending:
        task.cancel()
    await asyncio.wait(pending)
    first = sorted(task.result() for task in morning)
    return first, sorted(task.result() for task in evening)


# %% not yet: write('never') was not cancelled: it returned at 3 s; which lanes end with a cross in the given chart, and which don't?
async def editions(articles, patience):
    tasks = [asyncio.create_task(article) for article in articles]
    morning, pending = await asyncio.wait(tasks, timeout=patience)
    evening, pending = await asyncio.wait(pending, timeout=2 * patience)
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
    first = sorted(task.result() for task in morning)
    return first, sorted(task.result() for task in evening)


# %% not yet: when all is in by the morning: raised ValueError: Set of Tasks/Futures is empty. (line 4: evening, pending = await asyncio.wait(pending, timeout=patience)); what if there is nothing to wait for?
async def editions(articles, patience):
    tasks = [asyncio.create_task(article) for article in articles]
    morning, pending = await asyncio.wait(tasks, timeout=patience)
    evening, pending = await asyncio.wait(pending, timeout=patience)
    for task in pending:
        task.cancel()
    first = sorted(task.result() for task in morning)
    return first, sorted(task.result() for task in evening)


# %% not yet: write('never') was not cancelled: it returned at 3 s; which lanes end with a cross in the given chart, and which don't?
async def editions(articles, patience):
    tasks = [asyncio.create_task(article) for article in articles]
    morning, pending = await asyncio.wait(tasks, timeout=patience)
    evening, _ = await asyncio.wait(pending)
    first = sorted(task.result() for task in morning)
    return first, sorted(task.result() for task in evening)


# %% not yet: when all is in by the morning: took 2 s: the last call was done at 0.875 s already; what is left to wait for, and until when?
async def editions(articles, patience):
    tasks = [asyncio.create_task(article) for article in articles]
    lists = []
    for _ in range(2):
        await asyncio.sleep(patience)
        ready = {task for task in tasks if task.done()}
        tasks = [task for task in tasks if task not in ready]
        lists.append(sorted(task.result() for task in ready))
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return lists


# %% not yet: with one that takes long to stop: returned at 3 s, when write('z') had not ended yet; has a task ended as soon as you cancel it?
async def editions(articles, patience):
    tasks = [asyncio.create_task(article) for article in articles]
    lists = []
    pending = set(tasks)
    for _ in range(2):
        done = set()
        if pending:
            done, pending = await asyncio.wait(pending, timeout=patience)
        lists.append(sorted(task.result() for task in done))
    for task in pending:
        task.cancel()
    if pending:
        await asyncio.wait(pending, timeout=1)
    return tuple(lists)


# %% yes
async def editions(articles, patience):
    loop = asyncio.get_running_loop()
    start, morning, evening = loop.time(), [], []

    async def one(article):
        text = await article
        late = loop.time() - start > patience
        (evening if late else morning).append(text)

    try:
        async with asyncio.timeout(2 * patience):
            await asyncio.gather(*map(one, articles))
    except TimeoutError:
        pass
    return sorted(morning), sorted(evening)


# %% yes
async def editions(articles, patience):
    tasks = [asyncio.ensure_future(article) for article in articles]
    seen, lists = set(), []
    for _ in "me":
        left = [task for task in tasks if not task.done()]
        if left:
            await asyncio.wait(left, timeout=patience)
        new = {task for task in tasks if task.done()} - seen
        seen |= new
        lists.append(sorted(task.result() for task in new))
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return lists[0], lists[1]


# %% yes
async def editions(articles, patience):
    loop = asyncio.get_running_loop()
    noon = loop.time() + patience
    morning, evening = [], []

    async def write(article):
        text = await article
        (morning if loop.time() < noon else evening).append(text)

    tasks = [asyncio.create_task(write(article)) for article in articles]
    _, late = await asyncio.wait(tasks, timeout=2 * patience)
    for task in late:
        task.cancel()
    if late:
        await asyncio.wait(late)
    return sorted(morning), sorted(evening)


# %% yes
async def editions(articles, patience):
    tasks = [asyncio.create_task(article) for article in articles]
    lists, out = [], set()
    try:
        for _ in range(2):
            left = [task for task in tasks if not task.done()]
            try:
                async with asyncio.timeout(patience):
                    await asyncio.shield(asyncio.gather(*left))
            except TimeoutError:
                pass
            new = [task for task in tasks if task.done() and task not in out]
            out.update(new)
            lists.append(sorted(task.result() for task in new))
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return tuple(lists)


# %% yes
class Edition(list):
    def print(self, task):
        if not task.cancelled():
            self.append(task.result())


async def editions(articles, patience):
    paper = morning, evening = Edition(), Edition()
    tasks = [asyncio.create_task(article) for article in articles]
    for edition in paper:
        left = [task for task in tasks if not task.done()]
        for task in left:
            task.add_done_callback(edition.print)
        if left:
            await asyncio.wait(left, timeout=patience)
        for task in left:
            task.remove_done_callback(edition.print)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return sorted(morning), sorted(evening)


# %% not yet: with empty ones: returned (['y'], []), not (['', 'y'], ['']); what happens to an answer that is empty?
async def editions(articles, patience):
    tasks = [asyncio.create_task(article) for article in articles]
    done, pending = await asyncio.wait(tasks, timeout=patience)
    late = set()
    if pending:
        late, pending = await asyncio.wait(pending, timeout=patience)
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
    morning = [task.result() for task in done]
    evening = [task.result() for task in late]
    return sorted(filter(None, morning)), sorted(filter(None, evening))


# %% not yet: with two the same: returned (['rain'], []), not (['rain', 'rain'], []); what if two articles are the same?
async def editions(articles, patience):
    tasks = [asyncio.create_task(article) for article in articles]
    done, pending = await asyncio.wait(tasks, timeout=patience)
    late = set()
    if pending:
        late, pending = await asyncio.wait(pending, timeout=patience)
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
    first = sorted({task.result() for task in done})
    return first, sorted({task.result() for task in late})


# %% not yet: with other articles: returned (['d', 'b'], ['c', 'a']), not (['b', 'd'], ['a', 'c']); are both lists sorted?
async def editions(articles, patience):
    tasks = [asyncio.create_task(article) for article in articles]
    done, pending = await asyncio.wait(tasks, timeout=patience)
    late = set()
    if pending:
        late, pending = await asyncio.wait(pending, timeout=patience)
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
    morning = [task.result() for task in tasks if task in done]
    return morning, [task.result() for task in tasks if task in late]


# %% not yet: write('never') ran from 0 s to 1.5 s; in the given chart it runs from 0 s to 2 s; when does each article end in the given chart?
async def editions(articles, patience):
    tasks = [asyncio.create_task(article) for article in articles]
    done, pending = await asyncio.wait(tasks, timeout=patience)
    late = set()
    if pending:
        late, pending = await asyncio.wait(
            pending, timeout=patience, return_when=asyncio.FIRST_COMPLETED
        )
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
    first = sorted(task.result() for task in done)
    return first, sorted(task.result() for task in late)


# %% not yet: returned ['early', 'late'], not (['early'], ['late']); does it return two lists?
async def editions(articles, patience):
    tasks = [asyncio.create_task(article) for article in articles]
    done, pending = await asyncio.wait(tasks, timeout=patience)
    late = set()
    if pending:
        late, pending = await asyncio.wait(pending, timeout=patience)
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
    return sorted(task.result() for task in done | late)
