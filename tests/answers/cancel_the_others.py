import asyncio


# %% yes
async def book(reserve, parts):
    tasks = [asyncio.create_task(reserve(part)) for part in parts]
    try:
        return await asyncio.gather(*tasks)
    except ValueError:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return []


# %% not yet: when it is cancelled: ended while reserve('flight') was still under way; what happens to your tasks when the function itself is cancelled?
async def book(reserve, parts):
    tasks = [asyncio.ensure_future(reserve(part)) for part in parts]
    first = asyncio.FIRST_EXCEPTION
    done, pending = await asyncio.wait(tasks, return_when=first)
    for task in pending:
        task.cancel()
    if pending:
        await asyncio.wait(pending)
    if pending or any(task.exception() for task in done):
        return []
    return [task.result() for task in tasks]


# %% yes
async def book(reserve, parts):
    async def all_of_them():
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(reserve(part)) for part in parts]
        return [task.result() for task in tasks]

    try:
        return await all_of_them()
    except ExceptionGroup:
        return []


# %% not yet: reserve('flight') was not cancelled: it returned at 3 s; which reservations have to be cancelled, and when?
async def book(reserve, parts):
    calls = (reserve(part) for part in parts)
    answers = await asyncio.gather(*calls, return_exceptions=True)
    if any(isinstance(answer, ValueError) for answer in answers):
        return []
    return answers


# %% not yet: reserve('flight') was not cancelled: it returned at 3 s; which reservations have to be cancelled, and when?
async def book(reserve, parts):
    tasks = [asyncio.create_task(reserve(part)) for part in parts]
    try:
        return await asyncio.gather(*tasks)
    except ValueError:
        return []
    finally:
        await asyncio.wait(tasks)


# %% not yet: with a flight that takes a moment to be given back: returned at 1 s, when reserve('flight') had not ended yet; is a reservation over as soon as it is cancelled?
async def book(reserve, parts):
    tasks = [asyncio.create_task(reserve(part)) for part in parts]
    try:
        return await asyncio.gather(*tasks)
    except ValueError:
        for task in tasks:
            task.cancel()
        return []


# %% not yet: took 4 s: reserve('hotel') started only when reserve('flight') was done; are all the parts reserved at the same time?
async def book(reserve, parts):
    try:
        return [await reserve(part) for part in parts]
    except ValueError:
        return []


# %% not yet: raised ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception) (line 3: async with asyncio.TaskGroup() as group:); what is in that group, and where is it to be unpacked?
async def book(reserve, parts):
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(reserve(part)) for part in parts]
    except ValueError:
        return []
    return [task.result() for task in tasks]


# %% not yet: took 1.5 s: the last call was done at 1 s already; when is the last of the reservations over?
async def book(reserve, parts):
    tasks = [asyncio.create_task(reserve(part)) for part in parts]
    try:
        return await asyncio.gather(*tasks)
    except ValueError:
        for task in tasks:
            task.cancel()
        await asyncio.sleep(0.5)
        return []


# %% not yet: raised ValueError: sold out (line 7: return [task.result() for task in tasks if not task.cancelled()]); is that to be caught, and where?
async def book(reserve, parts):
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(reserve(part)) for part in parts]
    except* ValueError:
        pass
    return [task.result() for task in tasks if not task.cancelled()]


# %% not yet: when it is cancelled: was cancelled at 1.25 s, and returned [] all the same; which 'except' in there catches more than it has to?
async def book(reserve, parts):
    tasks = [asyncio.create_task(reserve(part)) for part in parts]
    try:
        return await asyncio.gather(*tasks)
    except:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return []


# %% yes
async def book(reserve, parts):
    failed = False

    async def one(part):
        nonlocal failed
        try:
            return await reserve(part)
        except ValueError:
            failed = True
            for task in tasks:
                if task is not asyncio.current_task():
                    task.cancel()

    tasks = [asyncio.create_task(one(part)) for part in parts]
    found = await asyncio.gather(*tasks, return_exceptions=True)
    return [] if failed else found


# %% yes
async def book(reserve, parts):
    results = {}

    async def one(part):
        results[part] = await reserve(part)

    try:
        async with asyncio.TaskGroup() as group:
            for part in parts:
                group.create_task(one(part))
    except* ValueError as group:
        print("sold out:", len(group.exceptions))
        results.clear()
    return [results[part] for part in parts if part in results]


# %% yes
class SoldOut(Exception):
    pass


class Trip:
    def __init__(self, reserve, parts):
        self.tasks = [asyncio.ensure_future(reserve(part)) for part in parts]

    async def __aenter__(self):
        return self

    async def __aexit__(self, kind, error, trace):
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        return kind is ValueError


async def book(reserve, parts):
    reservations = []
    async with Trip(reserve, parts) as trip:
        reservations += await asyncio.gather(*trip.tasks)
    return reservations


# %% yes
async def book(reserve, parts):
    tasks = [asyncio.create_task(reserve(part)) for part in parts]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
    finally:
        for task in tasks:
            task.cancel()
        ends = await asyncio.gather(*tasks, return_exceptions=True)
    sold_out = any(isinstance(end, BaseException) for end in ends)
    return [] if sold_out else ends


# %% yes
async def book(reserve, parts):
    tasks = [asyncio.create_task(reserve(part)) for part in parts]

    def ended(task):
        if not task.cancelled() and task.exception():
            for each in tasks:
                each.cancel()

    for task in tasks:
        task.add_done_callback(ended)
    ends = await asyncio.gather(*tasks, return_exceptions=True)
    if any(isinstance(end, BaseException) for end in ends):
        return []
    return ends


# %% yes
async def book(reserve, parts):
    booked = dict.fromkeys(parts)

    async def one(part):
        booked[part] = await reserve(part)

    tasks = [asyncio.create_task(one(part)) for part in parts]
    try:
        for task in asyncio.as_completed(tasks):
            await task
        return list(booked.values())
    except ValueError:
        return []
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


# %% not yet: with answers that are empty: returned ['hotel booked'], not ['', 'hotel booked']; what happens to an answer that is empty?
async def book(reserve, parts):
    tasks = [asyncio.create_task(reserve(part)) for part in parts]
    try:
        booked = await asyncio.gather(*tasks)
    except ValueError:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        booked = []
    return [each for each in booked if each]


# %% not yet: with two to be given back, the first of which takes a moment: reserve('car') was not cancelled: it returned at 1.5 s; which reservations have to be cancelled, and when?
async def book(reserve, parts):
    tasks = [asyncio.create_task(reserve(part)) for part in parts]
    try:
        return await asyncio.gather(*tasks)
    except ValueError:
        for task in tasks:
            task.cancel()
            try:
                await task
            except asyncio.CancelledError:
                pass
            except ValueError:
                pass
        return []


# %% not yet: reserve('hotel') was cancelled at 0.5 s; which reservations have to be cancelled, and when?
async def book(reserve, parts):
    tasks = [asyncio.create_task(reserve(part)) for part in parts]
    done, pending = await asyncio.wait(
        tasks, return_when=asyncio.FIRST_COMPLETED
    )
    for task in pending:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return [task.result() for task in done if not task.exception()]


# %% not yet: with nothing sold out: raised UnboundLocalError: cannot access local variable 'return_nothing' where it is not associated with a value (line 7: if return_nothing:); what does the error say about that line?
async def book(reserve, parts):
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(reserve(part)) for part in parts]
    except* ValueError:
        return_nothing = True
    if return_nothing:
        return []
    return [task.result() for task in tasks]
