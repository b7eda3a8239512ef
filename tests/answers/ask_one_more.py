import asyncio


# %% yes
async def hedge(fetch, mirrors, patience):
    pending = set()
    for mirror in mirrors:
        pending.add(asyncio.ensure_future(fetch(mirror)))
        last = mirror == mirrors[-1]
        done, pending = await asyncio.wait(
            pending,
            timeout=None if last else patience,
            return_when=asyncio.FIRST_COMPLETED,
        )
        if done:
            break
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
    return done.pop().result()


# %% yes
async def hedge(fetch, mirrors, patience):
    tasks = []
    for mirror in mirrors:
        tasks.append(asyncio.create_task(fetch(mirror)))
        timeout = patience if len(tasks) < len(mirrors) else None
        try:
            async with asyncio.timeout(timeout):
                await asyncio.wait(tasks, return_when="FIRST_COMPLETED")
            break
        except TimeoutError:
            pass
    winner = next(task for task in tasks if task.done())
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    return winner.result()


# %% yes
async def hedge(fetch, mirrors, patience):
    async def race(tasks, left):
        tasks = {*tasks, asyncio.create_task(fetch(left[0]))}
        done, pending = await asyncio.wait(
            tasks,
            timeout=patience if left[1:] else None,
            return_when=asyncio.FIRST_COMPLETED,
        )
        if not done:
            return await race(pending, left[1:])
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)
        return done.pop().result()

    return await race(set(), mirrors)


# %% yes
async def hedge(fetch, mirrors, patience):
    async def late(seconds, mirror):
        await asyncio.sleep(seconds)
        return await fetch(mirror)

    tasks = [
        asyncio.create_task(late(place * patience, mirror))
        for place, mirror in enumerate(mirrors)
    ]
    done, pending = await asyncio.wait(
        tasks, return_when=asyncio.FIRST_COMPLETED
    )
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
    return done.pop().result()


# %% not yet: fetch('m1') ran from 0 s to 1 s; in the given chart it runs from 0 s to 2.5 s; what should wake the program, the time or an answer?
async def hedge(fetch, mirrors, patience):
    for mirror in mirrors:
        try:
            return await asyncio.wait_for(fetch(mirror), patience)
        except TimeoutError:
            pass


# %% not yet: fetch('m1') ran from 0 s to 1.5 s; in the given chart it runs from 0 s to 2.5 s; what should wake the program, the time or an answer?
async def hedge(fetch, mirrors, patience):
    tasks = [asyncio.create_task(fetch(mirror)) for mirror in mirrors]
    done, pending = await asyncio.wait(
        tasks, return_when=asyncio.FIRST_COMPLETED
    )
    for task in pending:
        task.cancel()
    if pending:
        await asyncio.wait(pending)
    return done.pop().result()


# %% not yet: fetch('m1') ran from 0 s to 3 s; in the given chart it runs from 0 s to 2.5 s; what should wake the program, the time or an answer?
async def hedge(fetch, mirrors, patience):
    pending = set()
    for mirror in mirrors:
        pending.add(asyncio.create_task(fetch(mirror)))
        done, pending = await asyncio.wait(pending, timeout=patience)
        if done:
            break
    for task in pending:
        task.cancel()
    if pending:
        await asyncio.wait(pending)
    return done.pop().result()


# %% not yet: fetch('m1') ran from 0 s to 3 s; in the given chart it runs from 0 s to 2.5 s; what should wake the program, the time or an answer?
async def hedge(fetch, mirrors, patience):
    pending = set()
    for mirror in mirrors:
        pending.add(asyncio.create_task(fetch(mirror)))
        await asyncio.sleep(patience)
    done, pending = await asyncio.wait(
        pending, return_when=asyncio.FIRST_COMPLETED
    )
    for task in pending:
        task.cancel()
    if pending:
        await asyncio.wait(pending)
    return done.pop().result()


# %% not yet: when all are slow: raised KeyError: 'pop from an empty set' (line 14: return done.pop().result()); what does the error say about that line?
async def hedge(fetch, mirrors, patience):
    pending = set()
    for mirror in mirrors:
        pending.add(asyncio.create_task(fetch(mirror)))
        done, pending = await asyncio.wait(
            pending, timeout=patience, return_when=asyncio.FIRST_COMPLETED
        )
        if done:
            break
    for task in pending:
        task.cancel()
    if pending:
        await asyncio.wait(pending)
    return done.pop().result()


# %% not yet: returned while fetch('m1') and 1 more were still under way; who awaits the tasks that you started?
async def hedge(fetch, mirrors, patience):
    done, pending = set(), set()
    left = list(mirrors)
    while not done:
        if left:
            pending.add(asyncio.create_task(fetch(left.pop(0))))
        done, pending = await asyncio.wait(
            pending,
            timeout=patience if left else None,
            return_when=asyncio.FIRST_COMPLETED,
        )
    return done.pop().result()


# %% not yet: with two to stop, the first of which takes a moment: returned at 1 s, when fetch('m1') had not ended yet; does cancel() wait for a task to end?
async def hedge(fetch, mirrors, patience):
    done, pending = set(), set()
    left = list(mirrors)
    while not done:
        if left:
            pending.add(asyncio.create_task(fetch(left.pop(0))))
        done, pending = await asyncio.wait(
            pending,
            timeout=patience if left else None,
            return_when=asyncio.FIRST_COMPLETED,
        )
    for task in pending:
        task.cancel()
    return done.pop().result()


# %% yes
async def hedge(fetch, mirrors, patience):
    answers, tasks = asyncio.Queue(), []

    async def ask(mirror):
        answers.put_nowait(await fetch(mirror))

    async def feed():
        for mirror in mirrors:
            tasks.append(asyncio.create_task(ask(mirror)))
            await asyncio.sleep(patience)

    feeder = asyncio.create_task(feed())
    answer = await answers.get()
    for task in (feeder, *tasks):
        task.cancel()
    await asyncio.gather(feeder, *tasks, return_exceptions=True)
    return answer


# %% yes
async def hedge(fetch, mirrors, patience):
    async def late(mirror, seconds):
        await asyncio.sleep(seconds)
        return await fetch(mirror)

    tasks = [
        asyncio.create_task(late(mirror, patience * place))
        for place, mirror in enumerate(mirrors)
    ]
    done, pending = await asyncio.wait(
        tasks, return_when=asyncio.FIRST_COMPLETED
    )
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
    return done.pop().result()


# %% not yet: fetch('m1') ran from 0 s to 3 s; in the given chart it runs from 0 s to 2.5 s; what should wake the program, the time or an answer?
async def hedge(fetch, mirrors, patience):
    tasks = []
    for mirror in mirrors:
        tasks.append(asyncio.create_task(fetch(mirror)))
        done, _ = await asyncio.wait(tasks, timeout=patience)
        if done:
            break
    done, pending = await asyncio.wait(
        tasks, return_when=asyncio.FIRST_COMPLETED
    )
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
    return done.pop().result()


# %% not yet: with a file that is empty: it goes round and round while no time passes (line 12: done, _ = await asyncio.wait(); is an empty file an answer?
async def hedge(fetch, mirrors, patience):
    tasks = []
    for mirror in mirrors:
        tasks.append(asyncio.create_task(fetch(mirror)))
        done, _ = await asyncio.wait(
            tasks, timeout=patience, return_when=asyncio.FIRST_COMPLETED
        )
        answers = [task.result() for task in done if task.result()]
        if answers:
            break
    while not answers:
        done, _ = await asyncio.wait(
            tasks, return_when=asyncio.FIRST_COMPLETED
        )
        answers = [task.result() for task in done if task.result()]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return answers[0]


# %% yes
async def hedge(fetch, mirrors, patience):
    tasks = set()
    try:
        for i, mirror in enumerate(mirrors):
            tasks.add(asyncio.create_task(fetch(mirror)))
            last = i == len(mirrors) - 1
            done, _ = await asyncio.wait(
                tasks,
                timeout=None if last else patience,
                return_when=asyncio.FIRST_COMPLETED,
            )
            if done:
                return done.pop().result()
    finally:
        for t in tasks:
            t.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


# %% yes
async def hedge(fetch, mirrors, patience):
    answers = asyncio.Queue()

    async def ask(n, mirror):
        await asyncio.sleep(n * patience)
        await answers.put(await fetch(mirror))

    tasks = [asyncio.create_task(ask(n, m)) for n, m in enumerate(mirrors)]
    try:
        return await answers.get()
    finally:
        for t in tasks:
            t.cancel()
        await asyncio.wait(tasks)


# %% yes
class Enough(Exception):
    pass


async def hedge(fetch, mirrors, patience):
    answers = []

    async def one(mirror):
        answer = await fetch(mirror)
        answers.append(answer)
        raise Enough

    try:
        async with asyncio.TaskGroup() as group:
            for m in mirrors:
                group.create_task(one(m))
                await asyncio.sleep(patience)
    except* Enough:
        pass
    return answers[0]


# %% yes
async def hedge(fetch, mirrors, patience):
    first = asyncio.create_task(fetch(mirrors[0]))
    tasks = [first]
    if len(mirrors) > 1:

        async def rest():
            await asyncio.sleep(patience)
            return await hedge(fetch, mirrors[1:], patience)

        tasks.append(asyncio.create_task(rest()))
    try:
        done, _ = await asyncio.wait(tasks, return_when="FIRST_COMPLETED")
        return done.pop().result()
    finally:
        for t in tasks:
            t.cancel()
        await asyncio.wait(tasks)


# %% not yet: when all are slow: raised KeyError: 'pop from an empty set' (line 18: return done.pop().result()); what does the error say about that line?
async def hedge(fetch, mirrors, patience):
    pending = set()
    for mirror in mirrors:
        pending.add(asyncio.create_task(fetch(mirror)))
        done, pending = await asyncio.wait(
            pending, timeout=patience, return_when=asyncio.FIRST_COMPLETED
        )
        if done:
            break
    else:
        done, pending = await asyncio.wait(
            pending, timeout=patience, return_when=asyncio.FIRST_COMPLETED
        )
    for t in pending:
        t.cancel()
    if pending:
        await asyncio.wait(pending)
    return done.pop().result()


# %% not yet: with a file that is empty: fetch('m3') was started and should not have been; is an empty file an answer?
async def hedge(fetch, mirrors, patience):
    pending = set()
    for mirror in mirrors:
        pending.add(asyncio.create_task(fetch(mirror)))
        done, pending = await asyncio.wait(
            pending, timeout=patience, return_when=asyncio.FIRST_COMPLETED
        )
        if done and done.copy().pop().result():
            break
    else:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
    for t in pending:
        t.cancel()
    if pending:
        await asyncio.wait(pending)
    return done.pop().result()


# %% not yet: fetch('m3') ran from 1 s to 2.5 s; in the given chart it runs from 2 s to 2.5 s; what should wake the program, the time or an answer?
async def hedge(fetch, mirrors, patience):
    first = asyncio.create_task(fetch(mirrors[0]))
    done, pending = await asyncio.wait([first], timeout=patience)
    pending = {first} - done
    if not done:
        pending |= {asyncio.create_task(fetch(m)) for m in mirrors[1:]}
        done, pending = await asyncio.wait(
            pending, return_when="FIRST_COMPLETED"
        )
    for t in pending:
        t.cancel()
    if pending:
        await asyncio.wait(pending)
    return done.pop().result()


# %% not yet: with two to stop, the first of which takes a moment: fetch('m2') ran from 0.25 s to 1.75 s; in the given chart it runs from 0.25 s to 1 s; what should wake the program, the time or an answer?
async def hedge(fetch, mirrors, patience):
    tasks = []
    try:
        for i, m in enumerate(mirrors):
            tasks.append(asyncio.create_task(fetch(m)))
            t = patience if i + 1 < len(mirrors) else None
            done, _ = await asyncio.wait(
                tasks, timeout=t, return_when="FIRST_COMPLETED"
            )
            if done:
                return done.pop().result()
    finally:
        for t in tasks:
            t.cancel()
            await asyncio.wait([t])


# %% not yet: with four mirrors: fetch('m4') was never started; when is the next mirror asked, and when is it enough?
async def hedge(fetch, mirrors, patience):
    tasks = []
    for i, m in enumerate(mirrors):
        tasks.append(asyncio.create_task(fetch(m)))
        t = patience if i < 2 else None
        done, pending = await asyncio.wait(
            tasks, timeout=t, return_when="FIRST_COMPLETED"
        )
        if done:
            break
    for t in pending:
        t.cancel()
    if pending:
        await asyncio.wait(pending)
    return done.pop().result()
