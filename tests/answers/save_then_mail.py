import asyncio


# %% yes
async def place_order(do, wants_mail):
    steps = ["save", "mail"] if wants_mail else ["save"]
    return [await do(step) for step in steps]


# %% yes
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


# %% not yet: without a mail: a coroutine was prepared, and neither awaited nor closed; which call was made before it was known to be needed?
async def place_order(do, wants_mail):
    saving = do("save")
    mail = do("mail")
    done = []
    if await saving:
        done.append("save")
    if wants_mail:
        done.append(await mail)
    return done


# %% not yet: the order was do('mail'), do('save'); which lines run a coroutine, and which only make one?
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


# %% not yet: without a mail: the order was do('save'), do('mail'); which lines run a coroutine, and which only make one?
async def place_order(do, wants_mail):
    return [await do("save"), await do("mail")]


# %% not yet: do('mail') started at 0 s, before do('save') was done; may the mail go out before the order is saved?
async def place_order(do, wants_mail):
    steps = ["save", "mail"] if wants_mail else ["save"]
    return list(await asyncio.gather(*map(do, steps)))


# %% not yet: when saving fails: returned ['mail'], and OSError should have come out; which exception is to come out, and from where?
async def place_order(do, wants_mail):
    done = []
    try:
        done.append(await do("save"))
    except Exception as error:
        print(error)
    if wants_mail:
        done.append(await do("mail"))
    return done


# %% not yet: the order was do('mail'); which lines run a coroutine, and which only make one?
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


# %% not yet: when saving fails: returned ['mail'], and OSError should have come out; which exception is to come out, and from where?
async def place_order(do, wants_mail):
    done = []
    try:
        done.append(await do("save"))
    except Exception as error:
        print("not saved:", error)
    if wants_mail:
        done.append(await do("mail"))
    return done


# %% not yet: the order was do('mail'), do('save'); which lines run a coroutine, and which only make one?
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
