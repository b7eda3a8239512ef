import asyncio


# %% yes
async def first_success(fetch, mirrors):
    tasks = [asyncio.ensure_future(fetch(mirror)) for mirror in mirrors]
    error = None
    try:
        for each in asyncio.as_completed(tasks):
            try:
                return await each
            except ConnectionError as e:
                error = e
        raise error
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


# %% yes
async def first_success(fetch, mirrors):
    answers = asyncio.Queue()

    async def ask(mirror):
        try:
            answers.put_nowait(await fetch(mirror))
        except ConnectionError as error:
            answers.put_nowait(error)

    tasks = [asyncio.create_task(ask(mirror)) for mirror in mirrors]
    for _ in tasks:
        answer = await answers.get()
        if isinstance(answer, str):
            break
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    if isinstance(answer, str):
        return answer
    raise answer


# %% yes
async def first_success(fetch, mirrors):
    class Found(Exception):
        pass

    async def ask(mirror):
        try:
            found = await fetch(mirror)
        except ConnectionError:
            return
        raise Found(found)

    try:
        async with asyncio.TaskGroup() as group:
            for mirror in mirrors:
                group.create_task(ask(mirror))
    except* Found as group:
        answer = group.exceptions[0].args[0]
    else:
        raise ConnectionError("all mirrors are down")
    return answer


# %% not yet: fetch('Graz') was never started; is every mirror asked, and only once?
async def first_success(fetch, mirrors):
    for mirror in mirrors:
        try:
            return await fetch(mirror)
        except ConnectionError as error:
            last = error
    raise last


# %% not yet: with one that is down: raised ConnectionError: the mirror is down (line 10: return done.pop().result()); is that to be caught, and where?
async def first_success(fetch, mirrors):
    tasks = [asyncio.create_task(fetch(mirror)) for mirror in mirrors]
    done, pending = await asyncio.wait(
        tasks, return_when=asyncio.FIRST_COMPLETED
    )
    for task in pending:
        task.cancel()
    if pending:
        await asyncio.wait(pending)
    return done.pop().result()


# %% not yet: returned while fetch('Oslo') and 1 more were still under way; who awaits the tasks that you started?
async def first_success(fetch, mirrors):
    pending = {asyncio.create_task(fetch(mirror)) for mirror in mirrors}
    while pending:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        for task in done:
            if not task.exception():
                return task.result()
    raise ConnectionError("all mirrors are down")


# %% not yet: fetch('Oslo') was not cancelled: it returned at 1.5 s; is there an answer at that moment, and which mirrors are still needed?
async def first_success(fetch, mirrors):
    answers = await asyncio.gather(
        *(fetch(mirror) for mirror in mirrors), return_exceptions=True
    )
    for answer in answers:
        if isinstance(answer, str):
            return answer
    raise ConnectionError("all mirrors are down")


# %% not yet: with all of them down: returned None, and ConnectionError should have come out; what keeps it from coming out?
async def first_success(fetch, mirrors):
    pending = {asyncio.create_task(fetch(mirror)) for mirror in mirrors}
    answer = None
    while pending and answer is None:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        for task in done:
            if not task.exception():
                answer = task.result()
    for task in pending:
        task.cancel()
    if pending:
        await asyncio.wait(pending)
    return answer


# %% not yet: with one that takes its time to stop: returned at 0.5 s, when fetch('Oslo') had not ended yet; does cancel() wait for a task to end?
async def first_success(fetch, mirrors):
    pending = {asyncio.create_task(fetch(mirror)) for mirror in mirrors}
    good = []
    while pending and not good:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        good = [task for task in done if not task.exception()]
    for task in pending:
        task.cancel()
    if not good:
        raise ConnectionError("all mirrors are down")
    return good[0].result()


# %% not yet: with two that fail while another answers: fetch('Lima') failed at 1 s, and nobody looked at its exception; which tasks were done at that moment, and which of them did you look at?
async def first_success(fetch, mirrors):
    tasks = [asyncio.create_task(fetch(mirror)) for mirror in mirrors]
    answer = None
    for each in asyncio.as_completed(tasks):
        try:
            answer = await each
            break
        except ConnectionError as error:
            last = error
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    if answer is None:
        raise last
    return answer


# %% not yet: slept 0.1 s at 0 s, and 5 time(s) more, by the clock and not for its work; what could it await instead, that tells when it is time?
async def first_success(fetch, mirrors):
    pending = {asyncio.create_task(fetch(mirror)) for mirror in mirrors}
    good = []
    while pending and not good:
        await asyncio.sleep(0.1)
        good = [t for t in pending if t.done() and not t.exception()]
        pending = {task for task in pending if not task.done()}
    for task in pending:
        task.cancel()
    if pending:
        await asyncio.wait(pending)
    if not good:
        raise ConnectionError("all mirrors are down")
    return good[0].result()


# %% yes
async def first_success(fetch, mirrors):
    tasks = [asyncio.create_task(fetch(mirror)) for mirror in mirrors]
    try:
        for each in asyncio.as_completed(tasks):
            try:
                return await each
            except ConnectionError as error:
                last = error
        raise last
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


# %% not yet: with two that fail while another answers: left an exception lying: Task exception was never retrieved (ConnectionError); who looks at the result of each task?
async def first_success(fetch, mirrors):
    pending = {asyncio.create_task(fetch(mirror)) for mirror in mirrors}
    while pending:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        for task in done:
            if not task.exception():
                for other in pending:
                    other.cancel()
                if pending:
                    await asyncio.wait(pending)
                return task.result()
    raise ConnectionError


# %% not yet: with a file that is empty: fetch('Oslo') was not cancelled: it returned at 1.3 s; is an empty file an answer?
async def first_success(fetch, mirrors):
    pending = {asyncio.create_task(fetch(mirror)) for mirror in mirrors}
    answer = None
    while pending and not answer:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        for task in done:
            if not task.exception():
                answer = task.result()
    for task in pending:
        task.cancel()
    if pending:
        await asyncio.wait(pending)
    if not answer:
        raise ConnectionError("down")
    return answer


# %% yes
async def first_success(fetch, mirrors):
    winner = asyncio.get_running_loop().create_future()
    errors = []

    async def one(mirror):
        try:
            answer = await fetch(mirror)
        except ConnectionError as error:
            errors.append(error)
            if len(errors) == len(mirrors) and not winner.done():
                winner.set_exception(error)
        else:
            if not winner.done():
                winner.set_result(answer)

    tasks = [asyncio.create_task(one(mirror)) for mirror in mirrors]
    try:
        return await winner
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


# %% yes
async def first_success(fetch, mirrors):
    queue, tasks = asyncio.Queue(), []
    for mirror in mirrors:
        task = asyncio.create_task(fetch(mirror))
        task.add_done_callback(queue.put_nowait)
        tasks.append(task)
    error = None
    for _ in tasks:
        task = await queue.get()
        error = task.exception()
        if error is None:
            for other in tasks:
                other.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            return task.result()
    raise error


# %% yes
async def first_success(fetch, mirrors):
    tasks = [asyncio.create_task(fetch(m)) for m in mirrors]
    error = None
    try:
        for t in asyncio.as_completed(tasks):
            try:
                return await t
            except ConnectionError as e:
                error = e
        raise error
    finally:
        for t in tasks:
            t.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


# %% yes
async def first_success(fetch, mirrors):
    pending = {asyncio.create_task(fetch(m)) for m in mirrors}
    winner = None
    while pending and winner is None:
        done, pending = await asyncio.wait(
            pending, return_when="FIRST_COMPLETED"
        )
        for t in done:
            if t.exception() is None:
                winner = t
    for t in pending:
        t.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
    if winner is None:
        raise ConnectionError("all down")
    return winner.result()


# %% yes
class Done(Exception):
    pass


async def first_success(fetch, mirrors):
    box = []

    async def one(m):
        try:
            box.append(await fetch(m))
        except ConnectionError:
            return
        raise Done

    try:
        async with asyncio.TaskGroup() as g:
            for m in mirrors:
                g.create_task(one(m))
    except* Done:
        pass
    if not box:
        raise ConnectionError
    return box[0]


# %% yes
async def first_success(fetch, mirrors):
    first = asyncio.get_running_loop().create_future()
    tasks = [asyncio.create_task(fetch(m)) for m in mirrors]
    left = len(tasks)

    def ended(task):
        nonlocal left
        left -= 1
        if task.cancelled():
            return
        error = task.exception()
        if first.done():
            return
        if error is None:
            first.set_result(task.result())
        elif left == 0:
            first.set_exception(error)

    for t in tasks:
        t.add_done_callback(ended)
    try:
        return await first
    finally:
        for t in tasks:
            t.cancel()
        await asyncio.wait(tasks)


# %% not yet: with all of them down: raised ExceptionGroup: down (2 sub-exceptions) (line 10: raise ExceptionGroup("down", errors)); which exception does the text ask for when all are down?
async def first_success(fetch, mirrors):
    tasks = [asyncio.create_task(fetch(m)) for m in mirrors]
    errors = []
    try:
        for t in asyncio.as_completed(tasks):
            try:
                return await t
            except ConnectionError as e:
                errors.append(e)
        raise ExceptionGroup("down", errors)
    finally:
        for t in tasks:
            t.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


# %% not yet: with two to stop, the first of which takes a moment: fetch('Lima') was not cancelled: it returned at 1 s; is there an answer at that moment, and which mirrors are still needed?
async def first_success(fetch, mirrors):
    tasks = [asyncio.create_task(fetch(m)) for m in mirrors]
    try:
        for t in asyncio.as_completed(tasks):
            try:
                return await t
            except ConnectionError:
                pass
        raise ConnectionError
    finally:
        for t in tasks:
            t.cancel()
            try:
                await t
            except BaseException:
                pass
