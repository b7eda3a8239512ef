import asyncio


# %% yes
async def check_timer(timer):
    now = asyncio.get_running_loop().time
    for minutes in (10, 3):
        start = now()
        words = await timer(minutes)
        assert (words, now() - start) == ("ready", 60 * minutes)


# %% yes
async def check_timer(timer):
    loop = asyncio.get_running_loop()

    async def once(minutes):
        start = loop.time()
        words = await timer(minutes)
        if words != "ready":
            raise AssertionError(words)
        if abs(loop.time() - start - minutes * 60) > 0.1:
            raise AssertionError("wrong time")

    await once(3)
    await once(10)


# %% yes
async def check_timer(timer):
    loop = asyncio.get_running_loop()
    start = loop.time()
    words = [await timer(3)]
    between = loop.time()
    words.append(await timer(10))
    end = loop.time()
    assert words == ["ready", "ready"]
    assert between - start == 180
    assert end - between == 600


# %% not yet: with a timer in seconds: returned None, and AssertionError should have come out; which exception is to come out, and from where?
async def check_timer(timer):
    for minutes in (3, 10):
        assert await timer(minutes) == "ready"


# %% not yet: with a timer that is a second late: returned None, and AssertionError should have come out; which exception is to come out, and from where?
async def check_timer(timer):
    loop = asyncio.get_running_loop()
    for minutes in (3, 10):
        start = loop.time()
        assert await timer(minutes) == "ready"
        assert loop.time() - start >= minutes * 60


# %% not yet: timer(10) was never started; how often is the timer called, and with which minutes?
async def check_timer(timer):
    loop = asyncio.get_running_loop()
    start = loop.time()
    assert await timer(3) == "ready"
    assert loop.time() - start == 180


# %% not yet: raised AssertionError (line 6: assert loop.time() - start == minutes * 60); what does the error say about that line?
async def check_timer(timer):
    loop = asyncio.get_running_loop()
    for minutes in (3, 10):
        start = loop.time()
        assert timer(minutes)
        assert loop.time() - start == minutes * 60


# %% not yet: with a timer that says nothing: returned None, and AssertionError should have come out; which exception is to come out, and from where?
async def check_timer(timer):
    loop = asyncio.get_running_loop()
    for minutes in (3, 10):
        start = loop.time()
        await timer(minutes)
        assert loop.time() - start == minutes * 60


# %% not yet: took 600 s, not 780 s; what had not ended yet when it returned, or was skipped?
async def check_timer(timer):
    loop = asyncio.get_running_loop()
    start = loop.time()
    words = await asyncio.gather(timer(3), timer(10))
    assert words == ["ready", "ready"]
    assert loop.time() - start == 600


# %% not yet: with a timer that breaks: raised AssertionError: it broke (line 8: raise AssertionError("it broke") from None); what does the error say about that line?
async def check_timer(timer):
    loop = asyncio.get_running_loop()
    for minutes in (3, 10):
        start = loop.time()
        try:
            assert await timer(minutes) == "ready"
        except Exception:
            raise AssertionError("it broke") from None
        assert loop.time() - start == minutes * 60
