import asyncio


# %% yes
async def sort_out(jobs):
    ends = await asyncio.gather(*jobs.values(), return_exceptions=True)
    answers, errors = {}, {}
    for name, end in zip(jobs, ends):
        if isinstance(end, Exception):
            errors[name] = str(end)
        elif not isinstance(end, asyncio.CancelledError):
            answers[name] = end
    return answers, errors


# %% yes
async def sort_out(jobs):
    answers, errors = {}, {}

    async def keep(name, job):
        try:
            answers[name] = await job
        except Exception as error:
            errors[name] = str(error)

    async with asyncio.TaskGroup() as group:
        for name, job in jobs.items():
            group.create_task(keep(name, job))
    return answers, errors


# %% yes
async def sort_out(jobs):
    tasks = {name: asyncio.ensure_future(jobs[name]) for name in jobs}
    answers, errors = {}, {}
    for name, task in tasks.items():
        await asyncio.wait([task])
        try:
            answers[name] = task.result()
        except asyncio.CancelledError:
            pass
        except Exception as error:
            errors[name] = str(error)
    return answers, errors


# %% not yet: raised ConnectionError: no news (line 6: answers[name] = task.result()); is that to be caught, and where?
async def sort_out(jobs):
    tasks = {name: asyncio.create_task(job) for name, job in jobs.items()}
    await asyncio.wait(tasks.values())
    answers, errors = {}, {}
    for name, task in tasks.items():
        answers[name] = task.result()
    return answers, errors


# %% not yet: took 3 s: ask('news') started only when ask('mail') was done; is anything scheduled before the first await?
async def sort_out(jobs):
    answers, errors = {}, {}
    for name, job in jobs.items():
        try:
            answers[name] = await job
        except Exception as error:
            errors[name] = str(error)
    return answers, errors


# %% not yet: the messages have ConnectionError('no news') under 'news', and 'no news' belongs there; is that the exception, or its message?
async def sort_out(jobs):
    tasks = {name: asyncio.create_task(job) for name, job in jobs.items()}
    await asyncio.wait(tasks.values(), return_when="FIRST_EXCEPTION")
    answers, errors = {}, {}
    for name, task in tasks.items():
        if task.exception():
            errors[name] = task.exception()
        else:
            answers[name] = task.result()
    return answers, errors


# %% not yet: with one that is cancelled: raised CancelledError (line 6: if task.exception():); what do you get from a task that was cancelled?
async def sort_out(jobs):
    tasks = {name: asyncio.create_task(job) for name, job in jobs.items()}
    await asyncio.wait(tasks.values())
    answers, errors = {}, {}
    for name, task in tasks.items():
        if task.exception():
            errors[name] = str(task.exception())
        else:
            answers[name] = task.result()
    return answers, errors


# %% not yet: without any job: raised ValueError: Set of Tasks/Futures is empty. (line 3: await asyncio.wait(tasks.values())); what if there is nothing to wait for?
async def sort_out(jobs):
    tasks = {name: asyncio.create_task(job) for name, job in jobs.items()}
    await asyncio.wait(tasks.values())
    answers, errors = {}, {}
    for name, task in tasks.items():
        if task.cancelled():
            continue
        if task.exception():
            errors[name] = str(task.exception())
        else:
            answers[name] = task.result()
    return answers, errors


# %% not yet: raised TypeError: cannot unpack non-iterable coroutine object (line 3: done, _ = asyncio.wait(tasks.values())); is there an 'await' missing?
async def sort_out(jobs):
    tasks = {name: asyncio.create_task(job) for name, job in jobs.items()}
    done, _ = asyncio.wait(tasks.values())
    answers, errors = {}, {}
    for name, task in tasks.items():
        if task in done and not task.exception():
            answers[name] = task.result()
    return answers, errors


# %% not yet: with one that is cancelled: 'news' should not be among the messages; in how many ways can a task end, and what do result() and exception() do then?
async def sort_out(jobs):
    tasks = {name: asyncio.create_task(job) for name, job in jobs.items()}
    if tasks:
        await asyncio.wait(tasks.values())
    answers, errors = {}, {}
    for name, task in tasks.items():
        try:
            answers[name] = task.result()
        except BaseException as error:
            errors[name] = str(error)
    return answers, errors


# %% not yet: with one that is cancelled: 'news' should not be among the answers; in how many ways can a task end, and what do result() and exception() do then?
async def sort_out(jobs):
    ends = await asyncio.gather(*jobs.values(), return_exceptions=True)
    pairs = list(zip(jobs, ends))
    errors = {n: str(e) for n, e in pairs if isinstance(e, Exception)}
    return {n: e for n, e in pairs if e and n not in errors}, errors


# %% yes
async def sort_out(jobs):
    answers, errors = {}, {}

    async def one(name, job):
        try:
            answers[name] = await job
        except Exception as error:
            errors[name] = str(error)

    tasks = [asyncio.create_task(one(*pair)) for pair in jobs.items()]
    await asyncio.gather(*tasks, return_exceptions=True)
    return answers, errors


# %% yes
async def sort_out(jobs):
    tasks = {name: asyncio.create_task(job) for name, job in jobs.items()}
    answers, errors = {}, {}
    for name, task in tasks.items():
        try:
            answers[name] = await task
        except asyncio.CancelledError:
            pass
        except Exception as error:
            errors[name] = str(error)
    return [answers, errors]


# %% yes
async def sort_out(jobs):
    answers, errors = {}, {}
    ended = asyncio.Queue()
    for name, job in jobs.items():
        task = asyncio.create_task(job, name=name)
        task.add_done_callback(ended.put_nowait)
    for _ in jobs:
        task = await ended.get()
        if task.cancelled():
            continue
        if error := task.exception():
            errors[task.get_name()] = str(error)
        else:
            answers[task.get_name()] = task.result()
    return answers, errors


# %% yes
class Desk:
    def __init__(self):
        self.answers, self.errors = {}, {}

    def sort(self, name, task):
        try:
            self.answers[name] = task.result()
        except asyncio.CancelledError:
            pass
        except Exception as error:
            self.errors[name] = f"{error}"


async def sort_out(jobs):
    desk = Desk()
    tasks = {name: asyncio.ensure_future(job) for name, job in jobs.items()}
    pending = set(tasks.values())
    while pending:
        _, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
    for each in tasks.items():
        desk.sort(*each)
    return desk.answers, desk.errors


# %% yes
async def sort_out(jobs):
    async def end(job):
        try:
            return "answer", await job
        except asyncio.CancelledError:
            return "cancelled", None
        except Exception as error:
            return "error", str(error)

    ends = dict(zip(jobs, await asyncio.gather(*map(end, jobs.values()))))
    return tuple(
        {name: what for name, (kind, what) in ends.items() if kind == wanted}
        for wanted in ("answer", "error")
    )


# %% not yet: with answers that are empty: 'mail' is missing from the answers; what happens to an answer that is empty?
async def sort_out(jobs):
    tasks = {name: asyncio.create_task(job) for name, job in jobs.items()}
    if tasks:
        await asyncio.wait(tasks.values())
    answers, errors = {}, {}
    for name, task in tasks.items():
        if task.cancelled():
            continue
        if task.exception():
            errors[name] = str(task.exception())
        elif task.result():
            answers[name] = task.result()
    return answers, errors


# %% not yet: when all of them fail: 'news' is missing from the messages; in how many ways can a task end, and what do result() and exception() do then?
async def sort_out(jobs):
    answers, errors = {}, {}
    ends = await asyncio.gather(*jobs.values(), return_exceptions=True)
    for name, end in zip(jobs, ends):
        if isinstance(end, ConnectionError):
            errors[name] = str(end)
        elif not isinstance(end, BaseException):
            answers[name] = end
    return answers, errors


# %% not yet: returned {'mail': 'mail is up', 'news': ConnectionError('no news')..., not two dictionaries; does every way out of the function return both dictionaries?
async def sort_out(jobs):
    tasks = {name: asyncio.create_task(job) for name, job in jobs.items()}
    if tasks:
        await asyncio.wait(tasks.values())
    ends = {}
    for name, task in tasks.items():
        if not task.cancelled():
            ends[name] = task.exception() or task.result()
    return ends


# %% not yet: the answers have <Task> under 'mail', and 'mail is up' belongs there; is that the task, or its result?
async def sort_out(jobs):
    answers, errors = {}, {}
    for name, job in jobs.items():
        try:
            answers[name] = asyncio.create_task(job)
        except Exception as error:
            errors[name] = str(error)
    await asyncio.gather(*answers.values(), return_exceptions=True)
    return answers, errors
