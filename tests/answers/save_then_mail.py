import asyncio


# %% yes
async def place_order(do, wants_mail):
    steps = ["save", "mail"] if wants_mail else ["save"]
    return [await do(step) for step in steps]


# %% not yet: when saving fails: do() was called, and neither awaited nor closed; was it called before it was known to be needed?
async def place_order(do, wants_mail):
    saving = do("save")
    mail = do("mail")
    done = [await saving]
    if wants_mail:
        done.append(await mail)
    else:
        mail.close()
    return done


# %% yes
async def place_order(do, wants_mail):
    saving = asyncio.create_task(do("save"))
    done = [await saving]
    if not wants_mail:
        return done
    return done + [await do("mail")]


# %% not yet: without a mail: do() was called, and neither awaited nor closed; was it called before it was known to be needed?
async def place_order(do, wants_mail):
    saving = do("save")
    mail = do("mail")
    done = []
    if await saving:
        done.append("save")
    if wants_mail:
        done.append(await mail)
    return done


# %% not yet: the order was do('mail'), do('save'); which of the two is awaited first?
async def place_order(do, wants_mail):
    done = []
    if wants_mail:
        done.append(await do("mail"))
    done.append(await do("save"))
    return done


# %% not yet: returned a coroutine, of which nothing has run; is there an 'await' missing?
async def place_order(do, wants_mail):
    done = [await do("save")]
    if wants_mail:
        done.append(do("mail"))
    return done


# %% not yet: without a mail: do('mail') was started, and should not have been; what decides whether the mail is sent?
async def place_order(do, wants_mail):
    return [await do("save"), await do("mail")]


# %% not yet: do('mail') started at 0 s, before do('save') was done; what has to be over before the mail is sent?
async def place_order(do, wants_mail):
    steps = ["save", "mail"] if wants_mail else ["save"]
    return list(await asyncio.gather(*map(do, steps)))


# %% not yet: when saving fails: returned ['mail'], and OSError should have come out; what keeps it from coming out?
async def place_order(do, wants_mail):
    done = []
    try:
        done.append(await do("save"))
    except Exception as error:
        print(error)
    if wants_mail:
        done.append(await do("mail"))
    return done


# %% not yet: do('save') was never started; which line runs it, and which only makes a coroutine?
async def place_order(do, wants_mail):
    saving = do("save")
    if wants_mail:
        return ["save", await do("mail")]
    saving.close()
    return ["save"]


# %% yes
async def place_order(do, wants_mail):
    done = []
    saving, mail = do("save"), do("mail")
    try:
        done.append(await saving)
        if wants_mail:
            done.append(await mail)
    finally:
        mail.close()
    return done


# %% not yet: when saving fails: returned ['mail'], and OSError should have come out; what keeps it from coming out?
async def place_order(do, wants_mail):
    done = []
    try:
        done.append(await do("save"))
    except Exception as error:
        print("not saved:", error)
    if wants_mail:
        done.append(await do("mail"))
    return done


# %% not yet: the order was do('mail'), do('save'); which of the two is awaited first?
async def place_order(do, wants_mail):
    save = asyncio.create_task(do("save"))
    done = [await do("mail")] if wants_mail else []
    return [await save, *done]


# %% yes
async def place_order(do, wants_mail):
    saved = await asyncio.create_task(do("save"))
    if not wants_mail:
        return [saved]
    mailed = await asyncio.create_task(do("mail"))
    return [saved, mailed]


# %% yes
async def place_order(do, wants_mail):
    steps = {"save": True, "mail": wants_mail}

    async def each():
        for step, wanted in steps.items():
            if wanted:
                yield await do(step)

    return [done async for done in each()]


# %% yes
async def place_order(do, wants_mail):
    done = []
    await do("save")
    done.append("save")
    if wants_mail:
        mail = do("mail")
        await mail
        done.append("mail")
    return done


# %% yes
class Order:
    def __init__(self, do):
        self.do, self.done = do, []

    async def step(self, name):
        self.done.append(await self.do(name))


async def place_order(do, wants_mail):
    order = Order(do)
    await order.step("save")
    if wants_mail:
        await order.step("mail")
    return order.done


# %% yes
import contextlib


async def place_order(do, wants_mail):
    with contextlib.closing(do("mail")) as mail:
        saved = await do("save")
        return [saved, await mail] if wants_mail else [saved]


# %% not yet: when saving fails: do() was called, and neither awaited nor closed; was it called before it was known to be needed?
async def place_order(do, wants_mail):
    saving = do("save")
    mail = do("mail") if wants_mail else None
    done = [await saving]
    if mail:
        done.append(await mail)
    return done


# %% not yet: with a ValueError: returned ['mail'], and ValueError should have come out; what keeps it from coming out?
async def place_order(do, wants_mail):
    try:
        done = [await do("save")]
    except ValueError:
        done = []
    if wants_mail:
        done.append(await do("mail"))
    return done


# %% not yet: when saving fails: raised a new OSError: could not save (line 5: raise OSError("could not save") from error); how does an exception come out as it is?
async def place_order(do, wants_mail):
    try:
        done = [await do("save")]
    except Exception as error:
        raise OSError("could not save") from error
    if wants_mail:
        done.append(await do("mail"))
    return done


# %% not yet: returned while do('save') was still under way; who awaits the tasks that you started?
async def place_order(do, wants_mail):
    saving = asyncio.create_task(do("save"))
    done = ["save"] if saving else []
    if wants_mail:
        done.append(await do("mail"))
    return done


# %% not yet: returned None, not ['save', 'mail']; does every way out of the function end in a 'return'?
async def place_order(do, wants_mail):
    await do("save")
    if wants_mail:
        await do("mail")
