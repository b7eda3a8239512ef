import asyncio


# %% yes
async def check_all(ask, names):
    failed = []
    for name in names:
        try:
            await ask(name)
        except Exception as error:
            failed.append(error)
    print(len(names) - len(failed), "of", len(names), "answered")
    return int(bool(failed))


# %% yes
async def check_all(ask, names):
    async def is_up(name):
        try:
            await ask(name)
        except Exception:
            return False
        return True

    up = [await is_up(name) for name in names]
    print(f"{up.count(True)} of {len(up)} answered")
    return 0 if all(up) else 1


# %% yes
async def check_all(ask, names):
    answered = 0
    for name in names:
        task = asyncio.create_task(ask(name))
        await asyncio.wait([task])
        if task.exception() is None:
            answered += 1
    print(f"{answered} of {len(names)} answered")
    return 1 if answered < len(names) else 0


# %% not yet: raised ConnectionError: down (line 3: await ask(name)); is that to be caught, and where?
async def check_all(ask, names):
    for name in names:
        await ask(name)
    print(f"{len(names)} of {len(names)} answered")
    return 0


# %% not yet: with two services down: ask('mail') was never started; does the loop reach every name, even after a failure?
async def check_all(ask, names):
    answered = 0
    try:
        for name in names:
            await ask(name)
            answered += 1
    except Exception:
        pass
    print(f"{answered} of {len(names)} answered")
    return 0 if answered == len(names) else 1


# %% not yet: called ask() and never awaited it; is there an 'await' missing?
async def check_all(ask, names):
    answered = 0
    for name in names:
        try:
            ask(name)
            answered += 1
        except Exception:
            pass
    print(f"{answered} of {len(names)} answered")
    return 0 if answered == len(names) else 1


# %% not yet: ask('chat') started at 0 s, before ask('mail') was done; what has to be over before the next service is asked?
async def check_all(ask, names):
    calls = [ask(name) for name in names]
    ends = await asyncio.gather(*calls, return_exceptions=True)
    failed = [end for end in ends if isinstance(end, Exception)]
    print(f"{len(ends) - len(failed)} of {len(ends)} answered")
    return 1 if failed else 0


# %% not yet: called ask() and never awaited it; is there an 'await' missing?
async def check_all(ask, names):
    answered = 0
    for name in names:
        try:
            asyncio.run(ask(name))
            answered += 1
        except Exception:
            pass
    print(f"{answered} of {len(names)} answered")
    return 0 if answered == len(names) else 1


# %% not yet: with an empty answer: printed '0 of 1 answered', though 1 had answered; does an empty answer count, and does a second one?
async def check_all(ask, names):
    answered = 0
    for name in names:
        try:
            if await ask(name):
                answered += 1
        except Exception:
            pass
    print(f"{answered} of {len(names)} answered")
    return 0 if answered == len(names) else 1


# %% not yet: with two services down: raised ValueError: bad luck (line 5: await ask(name)); is that to be caught, and where?
async def check_all(ask, names):
    answered = 0
    for name in names:
        try:
            await ask(name)
            answered += 1
        except ConnectionError:
            pass
    print(f"{answered} of {len(names)} answered")
    return 0 if answered == len(names) else 1


# %% not yet: with two services down: returned 2, not 1; which status means that all is well, and which that it is not?
async def check_all(ask, names):
    failed = 0
    for name in names:
        try:
            await ask(name)
        except Exception:
            failed += 1
    print(f"{len(names) - failed} of {len(names)} answered")
    return failed


# %% not yet: returned False, not 1; which status means that all is well, and which that it is not?
async def check_all(ask, names):
    answered = 0
    for name in names:
        try:
            await ask(name)
            answered += 1
        except Exception:
            pass
    print(f"{answered} of {len(names)} answered")
    return answered == len(names)


# %% yes
import logging


async def check_all(ask, names):
    async def is_up(name):
        logging.info("asking %s", name)
        try:
            await ask(name)
            return True
        except Exception:
            logging.exception("%s is down", name)
            return False

    up = [await is_up(name) for name in names]
    print(up.count(True), "of", len(names), "answered")
    return int(not all(up))


# %% yes
async def check_all(ask, names):
    answered = 0
    for name in names:
        print("asking", name)
        try:
            print("it says", await ask(name))
        except Exception as error:
            print("it fails:", error)
        else:
            answered += 1
    print(f"{answered} of {len(names)} answered")
    return min(1, len(names) - answered)


# %% not yet: when it is cancelled: was cancelled at 1.25 s, and returned 1 all the same; which 'except' in there catches more than it has to?
async def check_all(ask, names):
    answered = 0
    for name in names:
        try:
            await ask(name)
            answered += 1
        except:
            pass
    print(f"{answered} of {len(names)} answered")
    return 0 if answered == len(names) else 1


# %% not yet: printed '1 of 2 answered' at 0.5 s, not at 1.5 s; what is counted there, and when is the count complete?
async def check_all(ask, names):
    answered = 0
    for name in names:
        try:
            await ask(name)
            answered += 1
        except Exception:
            pass
        print(f"{answered} of {len(names)} answered")
    return 0 if answered == len(names) else 1


# %% yes
async def check_all(ask, names):
    down = []
    for name in names:
        result = await asyncio.gather(ask(name), return_exceptions=True)
        if isinstance(result[0], Exception):
            down.append(name)
    print(len(names) - len(down), "of", len(names), "answered")
    return bool(down)


# %% yes
class Tool:
    def __init__(self, ask):
        self.ask, self.up, self.down = ask, 0, 0

    async def check(self, name):
        try:
            await self.ask(name)
        except Exception:
            self.down += 1
        else:
            self.up += 1


async def check_all(ask, names):
    tool = Tool(ask)
    for name in names:
        await tool.check(name)
    print(f"{tool.up} of {tool.up + tool.down} answered")
    return min(tool.down, 1)


# %% yes
async def check_all(ask, names):
    left = asyncio.Queue()
    for name in names:
        left.put_nowait(name)
    errors = []
    while not left.empty():
        try:
            await ask(left.get_nowait())
        except Exception as error:
            errors.append(error)
    print(f"{len(names) - len(errors)} of {len(names)} answered")
    return 1 if errors else 0


# %% not yet: with a name that comes twice: printed '1 of 4 answered', though 2 had answered; does an empty answer count, and does a second one?
async def check_all(ask, names):
    up = set()
    for name in names:
        try:
            await ask(name)
            up.add(name)
        except Exception:
            pass
    print(f"{len(up)} of {len(names)} answered")
    return 0 if len(up) == len(names) else 1


# %% not yet: when it is cancelled: printed '1 of 2 answered' all the same; which line prints even though the loop did not get to its end?
async def check_all(ask, names):
    answered = 0
    try:
        for name in names:
            try:
                await ask(name)
                answered += 1
            except Exception:
                pass
    finally:
        print(f"{answered} of {len(names)} answered")
    return 0 if answered == len(names) else 1


# %% not yet: with two services down: raised StrangeError: no route (line 5: await ask(name)); is that to be caught, and where?
async def check_all(ask, names):
    answered = 0
    for name in names:
        try:
            await ask(name)
            answered += 1
        except (OSError, ValueError):
            pass
    print(f"{answered} of {len(names)} answered")
    return 0 if answered == len(names) else 1


# %% not yet: returned 0, not 1; which status means that all is well, and which that it is not?
async def check_all(ask, names):
    answered = 0
    for name in names:
        try:
            await ask(name)
            answered += 1
        except Exception:
            pass
    print(f"{answered} of {len(names)} answered")
    return 0 if answered else 1


# %% not yet: printed '1 of 2 have answered' where '1 of 2 answered' was due; what is to be printed, to the letter?
async def check_all(ask, names):
    answered = 0
    for name in names:
        try:
            await ask(name)
            answered += 1
        except Exception:
            pass
    print(f"{answered} of {len(names)} have answered")
    return 0 if answered == len(names) else 1


# %% not yet: ask('chat') was started 2 times; how often does the loop ask for one name?
async def check_all(ask, names):
    down = 0
    for name in names:
        try:
            await ask(name)
        except Exception:
            down += 1
            try:
                await ask(name)
            except Exception:
                pass
    print(f"{len(names) - down} of {len(names)} answered")
    return min(down, 1)
