import asyncio


# %% yes
async def fetch_page(old_fetch, name):
    known, ends = asyncio.Event(), []

    def over(kind, value):
        ends.append((kind, value))
        known.set()

    old_fetch(name, lambda t: over("text", t), lambda e: over("error", e))
    await known.wait()
    kind, value = ends[0]
    if kind == "error":
        raise value
    return value


# %% yes
async def fetch_page(old_fetch, name):
    queue = asyncio.Queue()
    old_fetch(name, queue.put_nowait, queue.put_nowait)
    answer = await queue.get()
    if isinstance(answer, Exception):
        raise answer
    return answer


# %% yes
async def fetch_page(old_fetch, name):
    page = asyncio.get_running_loop().create_future()

    def once(fill):
        return lambda value: page.done() or fill(value)

    old_fetch(name, once(page.set_result), once(page.set_exception))
    return await page


# %% not yet: with a library that calls twice: a second answer came, and your callback raised InvalidStateError; what can you ask a future before you fill it?
async def fetch_page(old_fetch, name):
    page = asyncio.get_running_loop().create_future()
    old_fetch(name, page.set_result, page.set_exception)
    return await page


# %% not yet: slept 0.1 s at 0 s, and 9 time(s) more, by the clock and not for its work; which object lets you wait until a callback has come?
async def fetch_page(old_fetch, name):
    found = []
    old_fetch(name, found.append, found.append)
    while not found:
        await asyncio.sleep(0.1)
    return found[0]


# %% not yet: it goes round and round while no time passes (line 5: await asyncio.sleep(0)); what could it wait for, instead of asking again and again?
async def fetch_page(old_fetch, name):
    found = []
    old_fetch(name, found.append, found.append)
    while not found:
        await asyncio.sleep(0)
    return found[0]


# %% not yet: with an error: it waits for ever (line 4: return await page); who was to wake it?
async def fetch_page(old_fetch, name):
    page = asyncio.get_running_loop().create_future()
    old_fetch(name, page.set_result, print)
    return await page


# %% not yet: with an error: returned LookupError('no such page'), and it should have come out; what is the difference between 'return' and 'raise'?
async def fetch_page(old_fetch, name):
    page = asyncio.get_running_loop().create_future()

    def fill(value):
        if not page.done():
            page.set_result(value)

    old_fetch(name, fill, fill)
    return await page


# %% not yet: returned None, not 'page home'; does every way out of the function end in a 'return'?
async def fetch_page(old_fetch, name):
    def on_done(text):
        return text

    def on_error(error):
        raise error

    return old_fetch(name, on_done, on_error)


# %% not yet: with an error after the answer: a second answer came, and your callback raised InvalidStateError; what can you ask a future before you fill it?
async def fetch_page(old_fetch, name):
    page = asyncio.get_running_loop().create_future()

    def on_done(text):
        if not page.done():
            page.set_result(text)

    old_fetch(name, on_done, page.set_exception)
    return await page


# %% yes
async def fetch_page(old_fetch, name):
    answers = asyncio.Queue()
    old_fetch(
        name,
        lambda text: answers.put_nowait((text, None)),
        lambda error: answers.put_nowait((None, error)),
    )
    text, error = await answers.get()
    if error is not None:
        raise error
    return text


# %% yes
class Box:
    def __init__(self):
        self.event = asyncio.Event()
        self.text = self.error = None

    def on_done(self, text):
        if not self.event.is_set():
            self.text = text
            self.event.set()

    def on_error(self, error):
        if not self.event.is_set():
            self.error = error
            self.event.set()


async def fetch_page(old_fetch, name):
    box = Box()
    old_fetch(name, box.on_done, box.on_error)
    await box.event.wait()
    if box.error:
        raise box.error
    return box.text


# %% yes
async def fetch_page(old_fetch, name):
    box = asyncio.Future()

    def fill(method):
        return lambda value: None if box.done() else method(value)

    old_fetch(name, fill(box.set_result), fill(box.set_exception))
    return await box


# %% not yet: with a library that calls twice: a second answer came, and your callback raised InvalidStateError; what can you ask a future before you fill it?
async def fetch_page(old_fetch, name):
    box = asyncio.get_running_loop().create_future()
    old_fetch(name, box.set_result, box.set_exception)
    return await box


# %% not yet: slept 0.01 s at 0 s, and 99 time(s) more, by the clock and not for its work; which object lets you wait until a callback has come?
async def fetch_page(old_fetch, name):
    answers = []
    old_fetch(name, answers.append, answers.append)
    while not answers:
        await asyncio.sleep(0.01)
    if isinstance(answers[0], Exception):
        raise answers[0]
    return answers[0]


# %% yes
async def fetch_page(old_fetch, name):
    page = asyncio.get_running_loop().create_future()

    def on_end(text=None, error=None):
        if page.done():
            return
        if error is None:
            page.set_result(text)
        else:
            page.set_exception(error)

    old_fetch(name, on_end, lambda error: on_end(error=error))
    return await page


# %% yes
async def fetch_page(old_fetch, name):
    called, first = asyncio.Condition(), []
    waker = []

    async def wake():
        async with called:
            called.notify()

    def on_call(kind):
        def keep(value):
            first.append((kind, value))
            if len(first) == 1:
                waker.append(asyncio.create_task(wake()))

        return keep

    old_fetch(name, on_call("text"), on_call("error"))
    async with called:
        await called.wait_for(lambda: first)
    await waker[0]
    kind, value = first[0]
    if kind == "error":
        raise value
    return value


# %% not yet: with an error: raised another LookupError than on_error() got; where does the exception that you raise come from?
async def fetch_page(old_fetch, name):
    page = asyncio.get_running_loop().create_future()

    def on_done(text):
        if not page.done():
            page.set_result(text)

    def on_error(error):
        if not page.done():
            page.set_exception(type(error)(*error.args))

    old_fetch(name, on_done, on_error)
    return await page


# %% not yet: with an error: raised RuntimeError: no such page (line 13: return await page); which exception is to come out, and from where?
async def fetch_page(old_fetch, name):
    page = asyncio.get_running_loop().create_future()

    def on_done(text):
        if not page.done():
            page.set_result(text)

    def on_error(error):
        if not page.done():
            page.set_exception(RuntimeError(str(error)))

    old_fetch(name, on_done, on_error)
    return await page


# %% not yet: raised RuntimeError: no running event loop (line 12: await asyncio.to_thread(old_fetch, name, on_done, on_error)); what does the error say about that line?
async def fetch_page(old_fetch, name):
    page = asyncio.get_running_loop().create_future()

    def on_done(text):
        if not page.done():
            page.set_result(text)

    def on_error(error):
        if not page.done():
            page.set_exception(error)

    await asyncio.to_thread(old_fetch, name, on_done, on_error)
    return await page


# %% not yet: with a library that calls twice: returned 'second', not 'first'; what do the callbacks get, and where do they put it?
async def fetch_page(old_fetch, name):
    page, texts = asyncio.Event(), []

    def on_done(text):
        texts.append(text)
        page.set()

    def on_error(error):
        texts.append(error)
        page.set()

    old_fetch(name, on_done, on_error)
    await page.wait()
    if isinstance(texts[-1], Exception):
        raise texts[-1]
    return texts[-1]


# %% not yet: with a text that is empty: raised KeyError: 'error' (line 16: raise answers["error"]); what does the error say about that line?
async def fetch_page(old_fetch, name):
    called, answers = asyncio.Event(), {}

    def on_done(text):
        answers.setdefault("text", text)
        called.set()

    def on_error(error):
        answers.setdefault("error", error)
        called.set()

    old_fetch(name, on_done, on_error)
    await called.wait()
    if answers.get("text"):
        return answers["text"]
    raise answers["error"]


# %% not yet: with an answer that is there at once: raised NameError: cannot access free variable 'page' where it is not associated with a value in enclosing scope (line 3: page.set_result(text)); what does the error say about that line?
async def fetch_page(old_fetch, name):
    def on_done(text):
        page.set_result(text)

    def on_error(error):
        page.set_exception(error)

    old_fetch(name, on_done, on_error)
    page = asyncio.get_running_loop().create_future()
    return await page
