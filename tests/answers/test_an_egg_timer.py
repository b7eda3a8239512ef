import asyncio


# %% yes
async def check_timer(timer, waits):
    now = asyncio.get_running_loop().time
    for seconds in waits:
        start = now()
        words = await timer(seconds)
        took = round(now() - start, 4)
        assert (words, took) == ("ready", round(seconds, 4))


# %% yes
async def check_timer(timer, waits):
    loop = asyncio.get_running_loop()

    async def once(seconds):
        start = loop.time()
        words = await timer(seconds)
        if words != "ready":
            raise AssertionError(words)
        if abs(loop.time() - start - seconds) > 0.01:
            raise AssertionError("wrong time")

    for seconds in waits:
        await once(seconds)


# %% yes
async def check_timer(timer, waits):
    loop = asyncio.get_running_loop()
    found = []
    for seconds in waits:
        start = loop.time()
        found.append((await timer(seconds), loop.time() - start))
    for seconds, (words, took) in zip(waits, found, strict=True):
        assert words == "ready"
        assert abs(took - seconds) < 1e-6


# %% yes
async def check_timer(timer, waits):
    loop = asyncio.get_running_loop()
    for seconds in waits:
        due = loop.time() + seconds
        assert await asyncio.create_task(timer(seconds)) == "ready"
        assert due - 0.001 < loop.time() < due + 0.001


# %% not yet: with a timer that counts in minutes: returned None, and AssertionError should have come out; what keeps it from coming out?
async def check_timer(timer, waits):
    for seconds in waits:
        assert await timer(seconds) == "ready"


# %% not yet: with a timer that is a second late: returned None, and AssertionError should have come out; what keeps it from coming out?
async def check_timer(timer, waits):
    loop = asyncio.get_running_loop()
    for seconds in waits:
        start = loop.time()
        assert await timer(seconds) == "ready"
        assert loop.time() - start >= seconds - 0.001


# %% not yet: with a right timer, and fractions: raised AssertionError (line 6: assert loop.time() - start == seconds); what does the error say about that line?
async def check_timer(timer, waits):
    loop = asyncio.get_running_loop()
    for seconds in waits:
        start = loop.time()
        assert await timer(seconds) == "ready"
        assert loop.time() - start == seconds


# %% not yet: raised AssertionError (line 6: assert abs(loop.time() - start - seconds) < 0.001); what does the error say about that line?
async def check_timer(timer, waits):
    loop = asyncio.get_running_loop()
    for seconds in waits:
        start = loop.time()
        assert timer(seconds)
        assert abs(loop.time() - start - seconds) < 0.001


# %% not yet: with a timer that says nothing: returned None, and AssertionError should have come out; what keeps it from coming out?
async def check_timer(timer, waits):
    loop = asyncio.get_running_loop()
    for seconds in waits:
        start = loop.time()
        await timer(seconds)
        assert abs(loop.time() - start - seconds) < 0.001


# %% not yet: took 600 s, not 780 s; what had not ended yet when it returned, or was skipped?
async def check_timer(timer, waits):
    loop = asyncio.get_running_loop()
    start = loop.time()
    words = await asyncio.gather(*map(timer, waits))
    assert words == ["ready"] * len(waits)
    assert abs(loop.time() - start - max(waits)) < 0.001


# %% not yet: with a timer that counts in minutes: returned None, and AssertionError should have come out; what keeps it from coming out?
async def check_timer(timer, waits):
    loop = asyncio.get_running_loop()
    start = loop.time()
    for seconds in waits:
        assert await timer(seconds) == "ready"
    assert abs(loop.time() - start - sum(waits)) < 0.001 or waits[1:]


# %% not yet: with a timer that breaks: raised AssertionError: it broke (line 8: raise AssertionError("it broke") from None), and StrangeError should have come out; how does an exception come out as it is?
async def check_timer(timer, waits):
    loop = asyncio.get_running_loop()
    for seconds in waits:
        start = loop.time()
        try:
            assert await timer(seconds) == "ready"
        except Exception:
            raise AssertionError("it broke") from None
        assert abs(loop.time() - start - seconds) < 0.001
