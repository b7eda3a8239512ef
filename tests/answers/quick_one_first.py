import asyncio


# %% yes
async def main(a, b):
    b2, a, b1 = [await b("b2"), await a(), await b("b1")]
    return [a, b1, b2]


# %% yes
async def main(a, b):
    found = {}
    for name, call in (("b2", b("b2")), ("a", a()), ("b1", b("b1"))):
        found[name] = await call
    return [found[name] for name in ("a", "b1", "b2")]


# %% yes
async def main(a, b):
    results = [await asyncio.create_task(b("b2"))]
    results.insert(0, await asyncio.ensure_future(a()))
    results.insert(1, await b("b1"))
    return results


# %% not yet: returned ['b2', 'a', 'b1'], not ['a', 'b1', 'b2']; must a list be filled in the order of the awaits?
async def main(a, b):
    return [await b("b2"), await a(), await b("b1")]


# %% not yet: b('b2') ran from 3 s to 4 s; in the given chart it runs from 0 s to 1 s; which awaits come before that one?
async def main(a, b):
    first = await a()
    last = await b("b2")
    return [first, await b("b1"), last]


# %% not yet: a() ran from 0 s to 3 s; in the given chart it runs from 1 s to 4 s; which awaits come before that one?
async def main(a, b):
    return list(await asyncio.gather(a(), b("b1"), b("b2")))


# %% not yet: a() is in the chart, and never started; which line runs it?
async def main(a, b):
    last = await b("b2")
    await asyncio.sleep(3)
    return ["a", await b("b1"), last]


# %% not yet: with other lengths: a() ran from 1 s to 1.5 s; in the given chart it runs from 1.5 s to 2 s; which awaits come before that one?
async def main(a, b):
    tasks = [asyncio.create_task(b("b2"))]
    await asyncio.sleep(1)
    first = await a()
    return [first, await b("b1"), await tasks[0]]


# %% yes
async def main(a, b):
    results = {}
    for name in ("b2", None, "b1"):
        results[name] = await (b(name) if name else a())
    return [results[None], results["b1"], results["b2"]]


# %% yes
async def main(a, b):
    done = [await b("b2"), await a(), await b("b1")]
    return [done[1], done[2], done[0]]


# %% not yet: a() ran from 0 s to 3 s; in the given chart it runs from 1 s to 4 s; which awaits come before that one?
async def main(a, b):
    b2, first, b1 = await asyncio.gather(b("b2"), a(), b("b1"))
    return [first, b1, b2]


# %% not yet: with other answers: returned ['a', 'b1', 'b2'], not ['tea', '', 'milk']; where does each part of the result come from?
async def main(a, b):
    await b("b2")
    await a()
    await b("b1")
    return ["a", "b1", "b2"]


# %% not yet: b('b2') ran from 4 s to 5 s; in the given chart it runs from 0 s to 1 s; which awaits come before that one?
async def main(a, b):
    b2 = b("b2")
    return [await a(), await b("b1"), await b2]


# %% yes
async def main(a, b):
    third, first, second = b("b2"), a(), b("b1")
    last = await third
    return [await first, await second, last]


# %% yes
class Kitchen:
    def __init__(self):
        self.ready = {}

    async def cook(self, name, dish):
        self.ready[name] = await dish


async def main(a, b):
    kitchen = Kitchen()
    await kitchen.cook("b2", b("b2"))
    await kitchen.cook("a", a())
    await kitchen.cook("b1", b("b1"))
    return [kitchen.ready[name] for name in ("a", "b1", "b2")]


# %% yes
async def main(a, b):
    b2_is_done, a_is_done = asyncio.Event(), asyncio.Event()

    async def one():
        await b2_is_done.wait()
        result = await a()
        a_is_done.set()
        return result

    async def two():
        await a_is_done.wait()
        return await b("b1")

    async def three():
        result = await b("b2")
        b2_is_done.set()
        return result

    return await asyncio.gather(one(), two(), three())


# %% not yet: with other answers: returned ['', 'milk', 'tea'], not ['tea', '', 'milk']; must a list be filled in the order of the awaits?
async def main(a, b):
    return sorted([await b("b2"), await a(), await b("b1")])


# %% not yet: b('b2') ran from 4 s to 5 s; in the given chart it runs from 0 s to 1 s; which awaits come before that one?
async def main(a, b):
    middle = await b("b1")
    first = await a()
    return [first, middle, await b("b2")]
