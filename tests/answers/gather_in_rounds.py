import asyncio


# %% yes
async def main(a, b):
    slow = asyncio.create_task(a())
    b1, b2 = await asyncio.gather(b("b1"), b("b2"))
    b3 = await b("b3")
    return [await slow, b1, b2, b3]


# %% yes
async def main(a, b):
    async with asyncio.TaskGroup() as outer:
        slow = outer.create_task(a())
        async with asyncio.TaskGroup() as inner:
            names = ("b1", "b2")
            tasks = [inner.create_task(b(name)) for name in names]
        tasks.append(outer.create_task(b("b3")))
    return [task.result() for task in (slow, *tasks)]


# %% yes
async def main(a, b):
    slow, *quick = map(asyncio.ensure_future, (a(), b("b1"), b("b2")))
    await asyncio.wait(quick)
    quick.append(asyncio.ensure_future(b("b3")))
    return await asyncio.gather(slow, *quick)


# %% not yet: b('b3') ran from 0 s to 1 s; in the given chart it runs from 1 s to 2 s; what does each call have to wait for, and what not?
async def main(a, b):
    return await asyncio.gather(a(), b("b1"), b("b2"), b("b3"))


# %% not yet: a() ran from 1 s to 4 s; in the given chart it runs from 0 s to 3 s; what does each call have to wait for, and what not?
async def main(a, b):
    answers = await asyncio.gather(b("b1"), b("b2"))
    slow, b3 = await asyncio.gather(a(), b("b3"))
    return [slow, *answers, b3]


# %% not yet: with other lengths: b('b3') ran from 1 s to 2 s; in the given chart it runs from 1.5 s to 2.5 s; what does each call have to wait for, and what not?
async def main(a, b):
    async def late():
        await asyncio.sleep(1)
        return await b("b3")

    return await asyncio.gather(a(), b("b1"), b("b2"), late())


# %% not yet: with b1 slower than b2: b('b3') ran from 0.5 s to 1.5 s; in the given chart it runs from 1.5 s to 2.5 s; what does each call have to wait for, and what not?
async def main(a, b):
    async def rounds():
        return [await b("b2"), await b("b3")]

    answer, b1, rest = await asyncio.gather(a(), b("b1"), rounds())
    return [answer, b1, *rest]


# %% not yet: returned ['a', ['b1', 'b2', 'b3']], not ['a', 'b1', 'b2', 'b3']; is that a list inside a list?
async def main(a, b):
    async def rounds():
        first = await asyncio.gather(b("b1"), b("b2"))
        return [*first, await b("b3")]

    return await asyncio.gather(a(), rounds())


# %% not yet: returned while a() was still under way; who awaits the tasks that you started?
async def main(a, b):
    slow = asyncio.create_task(a())
    b1, b2 = await asyncio.gather(b("b1"), b("b2"))
    return ["a", b1, b2, await b("b3")]


# %% yes
async def main(a, b):
    first = asyncio.create_task(a())
    found = list(await asyncio.gather(b("b1"), b("b2")))
    found.append(await b("b3"))
    return [await first, *found]


# %% yes
async def main(a, b):
    async with asyncio.TaskGroup() as group:
        first = group.create_task(a())
        two = [group.create_task(b(name)) for name in ("b1", "b2")]
        await asyncio.wait(two)
        third = group.create_task(b("b3"))
    return [task.result() for task in (first, *two, third)]


# %% yes
async def main(a, b):
    b1, b2 = asyncio.Event(), asyncio.Event()

    async def part(name, event):
        result = await b(name)
        event.set()
        return result

    async def after():
        await b1.wait()
        await b2.wait()
        return await b("b3")

    return await asyncio.gather(a(), part("b1", b1), part("b2", b2), after())


# %% not yet: b('b2') ran from 1 s to 2 s; in the given chart it runs from 0 s to 1 s; what does each call have to wait for, and what not?
async def main(a, b):
    async def first():
        return [await b("b1"), await b("b2")]

    one, two = await asyncio.gather(a(), first())
    return [one, *two, await b("b3")]


# %% yes
async def main(a, b):
    loop = asyncio.get_running_loop()
    third, left = loop.create_future(), 2

    def arrived(task):
        nonlocal left
        left -= 1
        if left == 0:
            third.set_result(loop.create_task(b("b3")))

    slow = loop.create_task(a())
    two = [loop.create_task(b(name)) for name in ("b1", "b2")]
    for task in two:
        task.add_done_callback(arrived)
    return [await slow, *[await task for task in two], await (await third)]


# %% yes
class Rounds:
    def __init__(self, b):
        self.b, self.answers = b, []

    async def play(self, *names):
        calls = [self.b(name) for name in names]
        self.answers += await asyncio.gather(*calls)


async def main(a, b):
    slow, rounds = asyncio.create_task(a()), Rounds(b)
    await rounds.play("b1", "b2")
    await rounds.play("b3")
    return [await slow] + rounds.answers


# %% not yet: b('b1') ran from 3 s to 4 s; in the given chart it runs from 0 s to 1 s; what does each call have to wait for, and what not?
async def main(a, b):
    async def rounds():
        first = await asyncio.gather(b("b1"), b("b2"))
        return [*first, await b("b3")]

    answer = await a()
    return [answer, *await rounds()]


# %% not yet: with other answers: returned ['tea', 'milk', 'honey'], not ['tea', '', 'milk', 'honey']; what happens to an answer that is empty?
async def main(a, b):
    async def rounds():
        first = await asyncio.gather(b("b1"), b("b2"))
        return [*first, await b("b3")]

    answer, rest = await asyncio.gather(a(), rounds())
    return [each for each in (answer, *rest) if each]


# %% not yet: returned ['b1', 'b2', 'b3', 'a'], not ['a', 'b1', 'b2', 'b3']; in which order do the answers belong in the list?
async def main(a, b):
    async def rounds():
        first = await asyncio.gather(b("b1"), b("b2"))
        return [*first, await b("b3")]

    answer, rest = await asyncio.gather(a(), rounds())
    return [*rest, answer]


# %% not yet: with other lengths: b('b3') ran from 0.5 s to 1.5 s; in the given chart it runs from 1.5 s to 2.5 s; what does each call have to wait for, and what not?
async def main(a, b):
    slow = asyncio.create_task(a())
    one, two = [asyncio.create_task(b(name)) for name in ("b1", "b2")]
    await asyncio.wait([one, two], return_when=asyncio.FIRST_COMPLETED)
    third = await b("b3")
    return [await slow, await one, await two, third]
