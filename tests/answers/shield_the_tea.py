import asyncio


# %% yes
async def main(brew, patience):
    tea = asyncio.create_task(brew())

    async def guest(name):
        done, _ = await asyncio.wait({tea}, timeout=patience[name])
        if done:
            print(name, "has", tea.result())
        else:
            print(name, "leaves")

    await asyncio.gather(tea, *map(guest, patience))


# %% yes
async def main(brew, patience):
    async def guest(name, tea):
        try:
            box = asyncio.shield(tea)
            print(name, "has", await asyncio.wait_for(box, patience[name]))
        except TimeoutError:
            print(name, "leaves")

    async with asyncio.TaskGroup() as group:
        tea = group.create_task(brew())
        for name in patience:
            group.create_task(guest(name, tea))


# %% yes
async def main(brew, patience):
    loop = asyncio.get_running_loop()
    boxes = {name: loop.create_future() for name in patience}

    async def guest(name, box):
        loop.call_later(patience[name], box.cancel)
        try:
            print(name, "has", await box)
        except asyncio.CancelledError:
            print(name, "leaves")

    guests = asyncio.gather(*(guest(*each) for each in boxes.items()))
    tea = await brew()
    for box in boxes.values():
        if not box.done():
            box.set_result(tea)
    await guests


# %% not yet: brew() ran from 0 s to 1 s; in the given chart it runs from 0 s to 3 s; what else is cancelled when the time of a guest is up?
async def main(brew, patience):
    tea = asyncio.create_task(brew())

    async def guest(name):
        try:
            async with asyncio.timeout(patience[name]):
                print(name, "has", await tea)
        except (TimeoutError, asyncio.CancelledError):
            print(name, "leaves")

    await asyncio.gather(*map(guest, patience))


# %% not yet: brew() was started 2 times; how many pots do the guests share?
async def main(brew, patience):
    async def guest(name):
        try:
            async with asyncio.timeout(patience[name]):
                print(name, "has", await asyncio.shield(brew()))
        except TimeoutError:
            print(name, "leaves")

    await asyncio.gather(*map(guest, patience))


# %% not yet: with guests who all leave: returned while brew() was still under way; who awaits the tasks that you started?
async def main(brew, patience):
    tea = asyncio.create_task(brew())

    async def guest(name):
        try:
            async with asyncio.timeout(patience[name]):
                print(name, "has", await asyncio.shield(tea))
        except TimeoutError:
            print(name, "leaves")

    await asyncio.gather(*map(guest, patience))


# %% not yet: printed 'one has tea' where 'one leaves' was due; which guests get tea, which don't, and when do they know?
async def main(brew, patience):
    tea = await brew()
    for name in patience:
        print(name, "has", tea)


# %% not yet: printed 'two has tea' at 5 s, not at 3 s; which guests get tea, which don't, and when do they know?
async def main(brew, patience):
    tea = asyncio.create_task(brew())

    async def guest(name):
        await asyncio.sleep(patience[name])
        if tea.done():
            print(name, "has", tea.result())
        else:
            print(name, "leaves")

    await asyncio.gather(tea, *map(guest, patience))


# %% not yet: with three guests: printed 'one leaves' where 'three leaves' was due; which guests get tea, which don't, and when do they know?
async def main(brew, patience):
    tea = asyncio.create_task(brew())
    for name in patience:
        try:
            async with asyncio.timeout(patience[name]):
                print(name, "has", await asyncio.shield(tea))
        except TimeoutError:
            print(name, "leaves")
    await tea


# %% yes
async def main(brew, patience):
    tea = asyncio.create_task(brew())

    async def guest(name):
        try:
            drink = await asyncio.wait_for(asyncio.shield(tea), patience[name])
        except TimeoutError:
            print(f"{name} leaves")
        else:
            print(f"{name} has {drink}")

    async with asyncio.TaskGroup() as group:
        for name in patience:
            group.create_task(guest(name))
    await tea


# %% yes
async def main(brew, patience):
    ready = asyncio.Event()

    async def brewing():
        pot.append(await brew())
        ready.set()

    async def guest(name):
        try:
            await asyncio.wait_for(ready.wait(), patience[name])
            print(name, "has", pot[0])
        except TimeoutError:
            print(name, "leaves")

    pot = []
    await asyncio.gather(brewing(), *map(guest, patience))


# %% not yet: brew() was started 3 times; how many pots do the guests share?
async def main(brew, patience):
    async def guest(name):
        try:
            async with asyncio.timeout(patience[name]):
                print(name, "has", await brew())
        except TimeoutError:
            print(name, "leaves")

    await asyncio.gather(brew(), *map(guest, patience))


# %% yes
async def main(brew, patience):
    tea = asyncio.create_task(brew())

    async def guest(name):
        end = asyncio.get_running_loop().create_future()
        tea.add_done_callback(lambda t: end.done() or end.set_result(t))
        try:
            pot = await asyncio.wait_for(end, patience[name])
        except TimeoutError:
            return print(name, "leaves")
        print(name, "has", pot.result())

    await asyncio.gather(tea, *map(guest, patience))


# %% not yet: printed 'one has tea' where 'one leaves' was due; which guests get tea, which don't, and when do they know?
async def main(brew, patience):
    tea = await brew()
    for name in sorted(patience, key=patience.get):
        print(name, "has", tea)


# %% yes
async def main(brew, patience):
    tea = asyncio.create_task(brew())

    async def guest(name):
        timer = asyncio.create_task(asyncio.sleep(patience[name]))
        await asyncio.wait([tea, timer], return_when=asyncio.FIRST_COMPLETED)
        timer.cancel()
        print(name, f"has {tea.result()}" if tea.done() else "leaves")

    async with asyncio.TaskGroup() as group:
        for name in patience:
            group.create_task(guest(name))
        await tea


# %% yes
class Pot:
    def __init__(self, brew):
        self.brewing, self.ready = brew(), asyncio.Condition()
        self.full = False

    async def brew(self):
        self.tea = await self.brewing
        async with self.ready:
            self.full = True
            self.ready.notify_all()

    async def cup(self):
        async with self.ready:
            await self.ready.wait_for(lambda: self.full)
        return self.tea


async def main(brew, patience):
    pot = Pot(brew)

    async def guest(name):
        try:
            cup = await asyncio.wait_for(pot.cup(), patience[name])
        except TimeoutError:
            print(name, "leaves")
        else:
            print(name, "has", cup)

    await asyncio.gather(pot.brew(), *[guest(name) for name in patience])


# %% not yet: with coffee: printed 'one has tea' where 'one has coffee' was due; which guests get tea, which don't, and when do they know?
async def main(brew, patience):
    tea = asyncio.create_task(brew())

    async def guest(name):
        done, _ = await asyncio.wait({tea}, timeout=patience[name])
        print(name, "has tea" if done else "leaves")

    await asyncio.gather(tea, *map(guest, patience))


# %% not yet: with a brew() that returns 0: never printed 'two has 0'; what happens to an answer that is empty?
async def main(brew, patience):
    tea = asyncio.create_task(brew())

    async def guest(name):
        await asyncio.wait([tea], timeout=patience[name])
        if tea.done() and tea.result():
            print(name, "has", tea.result())
        else:
            print(name, "leaves")

    await asyncio.gather(tea, *map(guest, patience))


# %% not yet: printed 'one goes' where 'one leaves' was due; what is to be printed, to the letter?
async def main(brew, patience):
    tea = asyncio.create_task(brew())

    async def guest(name):
        try:
            async with asyncio.timeout(patience[name]):
                print(name, "has", await asyncio.shield(tea))
        except TimeoutError:
            print(name, "goes")

    await asyncio.gather(*map(guest, patience))
    await tea


# %% not yet: printed 'two has tea' where 'one leaves' was due; which guests get tea, which don't, and when do they know?
async def main(brew, patience):
    tea = asyncio.create_task(brew())

    async def guest(name):
        try:
            async with asyncio.timeout(patience[name]):
                print(name, "has", await asyncio.shield(tea))
        except TimeoutError:
            pass

    await asyncio.gather(*map(guest, patience))
    await tea
