import asyncio


# %% yes
async def travel(book, give_back, limit):
    paid = []
    try:
        async with asyncio.timeout(limit):
            paid.append(await book("flight"))
            parts = [asyncio.create_task(book(x)) for x in ("hotel", "car")]
            try:
                return paid + await asyncio.gather(*parts)
            finally:
                for part in parts:
                    part.cancel()
                await asyncio.gather(*parts, return_exceptions=True)
    except OSError:
        for flight in paid:
            await give_back(flight)


# %% not yet: with a bug in the car: returned None, and StrangeError should have come out; what keeps it from coming out?
async def travel(book, give_back, limit):
    loop = asyncio.get_running_loop()
    end, tasks = loop.time() + limit, [asyncio.ensure_future(book("flight"))]
    await asyncio.wait(tasks, timeout=limit)
    if tasks[0].done() and not tasks[0].exception():
        tasks.append(asyncio.ensure_future(book("hotel")))
        tasks.append(asyncio.ensure_future(book("car")))
        left = end - loop.time()
        await asyncio.wait(tasks, timeout=left, return_when="FIRST_EXCEPTION")
    [task.cancel() for task in tasks]
    found = await asyncio.gather(*tasks, return_exceptions=True)
    if len(found) == 3 and all(isinstance(each, str) for each in found):
        return found
    if isinstance(found[0], str):
        await give_back(found[0])


# %% not yet: returned while book('car') was still under way; who awaits the tasks that you started?
async def travel(book, give_back, limit):
    flight = await book("flight")
    try:
        async with asyncio.timeout(limit):
            both = await asyncio.gather(book("hotel"), book("car"))
        return [flight, *both]
    except OSError:
        await give_back(flight)


# %% not yet: there is no trip, and the flight was not given back; who pays for the flight now?
async def travel(book, give_back, limit):
    try:
        async with asyncio.timeout(limit):
            flight = await book("flight")
            async with asyncio.TaskGroup() as group:
                hotel = group.create_task(book("hotel"))
                car = group.create_task(book("car"))
        return [flight, hotel.result(), car.result()]
    except (OSError, ExceptionGroup):
        return None


# %% not yet: book('car') was never started; what has to be over before this step begins?
async def travel(book, give_back, limit):
    flight = None
    try:
        async with asyncio.timeout(limit):
            flight = await book("flight")
            hotel = await book("hotel")
            car = await book("car")
        return [flight, hotel, car]
    except OSError:
        if flight:
            await give_back(flight)


# %% not yet: raised ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception) (line 6: async with asyncio.TaskGroup() as group:); what is in that group, and where is it to be unpacked?
async def travel(book, give_back, limit):
    flight = None
    try:
        async with asyncio.timeout(limit):
            flight = await book("flight")
            async with asyncio.TaskGroup() as group:
                hotel = group.create_task(book("hotel"))
                car = group.create_task(book("car"))
        return [flight, hotel.result(), car.result()]
    except OSError:
        if flight is not None:
            await give_back(flight)
        return None


# %% not yet: book('hotel') started at 0 s, not at 0.5 s; what has to be over before this step begins?
async def travel(book, give_back, limit):
    try:
        async with asyncio.timeout(limit):
            async with asyncio.TaskGroup() as group:
                tasks = [
                    group.create_task(book(name))
                    for name in ("flight", "hotel", "car")
                ]
        return [task.result() for task in tasks]
    except (OSError, ExceptionGroup):
        if tasks[0].done() and not tasks[0].cancelled():
            await give_back(tasks[0].result())
        return None


# %% not yet: with a hotel that is late: there is no trip, and the flight was not given back; who pays for the flight now?
async def travel(book, give_back, limit):
    flight = None
    try:
        async with asyncio.timeout(limit):
            flight = await book("flight")
            try:
                async with asyncio.TaskGroup() as group:
                    hotel = group.create_task(book("hotel"))
                    car = group.create_task(book("car"))
            except* OSError:
                await give_back(flight)
                flight = None
        return [flight, hotel.result(), car.result()] if flight else None
    except TimeoutError:
        return None


# %% yes
from contextlib import AsyncExitStack


async def travel(book, give_back, limit):
    async with AsyncExitStack() as stack:
        try:
            async with asyncio.timeout(limit):
                flight = await book("flight")
                stack.push_async_callback(give_back, flight)
                async with asyncio.TaskGroup() as group:
                    hotel = group.create_task(book("hotel"))
                    car = group.create_task(book("car"))
        except* OSError:
            flight = None
        else:
            stack.pop_all()
        if flight is not None:
            return [flight, hotel.result(), car.result()]


# %% not yet: with a flight that is an empty text: there is no trip, and the flight was not given back; is a flight with an empty text a flight?
async def travel(book, give_back, limit):
    flight = None
    try:
        async with asyncio.timeout(limit):
            flight = await book("flight")
            async with asyncio.TaskGroup() as group:
                hotel = group.create_task(book("hotel"))
                car = group.create_task(book("car"))
        return [flight, hotel.result(), car.result()]
    except* OSError:
        if flight:
            await give_back(flight)


# %% not yet: with little time left to give it back: give_back('flight booked') was cancelled at 1.5417 s; which of the steps is the limit for?
async def travel(book, give_back, limit):
    try:
        async with asyncio.timeout(limit):
            flight = await book("flight")
            others = [asyncio.create_task(book(x)) for x in ("hotel", "car")]
            try:
                return [flight, *await asyncio.gather(*others)]
            except (OSError, asyncio.CancelledError):
                for other in others:
                    other.cancel()
                await asyncio.gather(*others, return_exceptions=True)
                await give_back(flight)
    except OSError:
        return None


# %% yes
async def travel(book, give_back, limit):
    tickets = []

    async def trip():
        tickets.append(await book("flight"))
        others = [asyncio.create_task(book(x)) for x in ("hotel", "car")]
        try:
            return [*tickets, *await asyncio.gather(*others)]
        finally:
            for other in others:
                other.cancel()
            await asyncio.gather(*others, return_exceptions=True)

    try:
        return await asyncio.wait_for(trip(), limit)
    except OSError:
        for ticket in tickets:
            await give_back(ticket)
    return None


# %% not yet: with a bug in the car: returned None, and StrangeError should have come out; what keeps it from coming out?
async def travel(book, give_back, limit):
    booked = {}

    async def one(part):
        booked[part] = await book(part)

    async def all_parts():
        await one("flight")
        async with asyncio.TaskGroup() as group:
            group.create_task(one("hotel"))
            group.create_task(one("car"))

    try:
        await asyncio.wait_for(all_parts(), limit)
        return [booked[part] for part in ("flight", "hotel", "car")]
    except (OSError, ExceptionGroup):
        if "flight" in booked:
            await give_back(booked["flight"])
        return None


# %% not yet: with a bug in the car: returned None, and StrangeError should have come out; what keeps it from coming out?
async def travel(book, give_back, limit):
    loop = asyncio.get_running_loop()
    end = loop.time() + limit
    flight = asyncio.create_task(book("flight"))
    try:
        await asyncio.wait([flight], timeout=limit)
    finally:
        flight.cancel()
        await asyncio.wait([flight])
    if flight.cancelled() or flight.exception():
        return None
    rest = [asyncio.create_task(book(part)) for part in ("hotel", "car")]
    try:
        await asyncio.wait(
            rest,
            timeout=end - loop.time(),
            return_when=asyncio.FIRST_EXCEPTION,
        )
    finally:
        for task in rest:
            task.cancel()
        await asyncio.wait(rest)
    if any(task.cancelled() or task.exception() for task in rest):
        await give_back(flight.result())
        return None
    return [flight.result(), *(task.result() for task in rest)]


# %% yes
async def travel(book, give_back, limit):
    flight = None
    have_flight = False
    try:
        async with asyncio.timeout(limit):
            flight = await book("flight")
            have_flight = True
            async with asyncio.TaskGroup() as g:
                h = g.create_task(book("hotel"))
                c = g.create_task(book("car"))
    except* OSError:
        pass
    else:
        return [flight, h.result(), c.result()]
    if have_flight:
        await give_back(flight)


# %% yes
async def travel(book, give_back, limit):
    got = []

    async def bookings():
        got.append(await book("flight"))
        tasks = [
            asyncio.create_task(book("hotel")),
            asyncio.create_task(book("car")),
        ]
        try:
            return [got[0], *await asyncio.gather(*tasks)]
        finally:
            for t in tasks:
                t.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    try:
        return await asyncio.wait_for(bookings(), limit)
    except OSError:
        pass
    for flight in got:
        await give_back(flight)
    return None


# %% yes
class Trip:
    def __init__(self, book):
        self.book = book
        self.flights = []

    async def run(self):
        self.flights.append(await self.book("flight"))
        async with asyncio.TaskGroup() as group:
            rest = [group.create_task(self.book(x)) for x in ("hotel", "car")]
        return self.flights + [t.result() for t in rest]


async def travel(book, give_back, limit):
    trip = Trip(book)
    failed = False
    answer = None
    try:
        async with asyncio.timeout(limit):
            answer = await trip.run()
    except OSError:
        failed = True
    except BaseExceptionGroup as group:
        _, other = group.split(OSError)
        if other:
            raise other
        failed = True
    if failed and trip.flights:
        await give_back(trip.flights[0])
    return answer


# %% yes
async def travel(book, give_back, limit):
    loop = asyncio.get_running_loop()
    end = loop.time() + limit
    tasks = [asyncio.create_task(book("flight"))]

    async def step(new):
        done, pending = await asyncio.wait(
            new,
            timeout=max(0, end - loop.time()),
            return_when=asyncio.FIRST_EXCEPTION,
        )
        ok = not pending
        for t in pending:
            t.cancel()
        if pending:
            await asyncio.wait(pending)
        bugs = []
        for t in new:
            if t.cancelled():
                ok = False
            elif t.exception() is not None:
                ok = False
                if not isinstance(t.exception(), OSError):
                    bugs.append(t.exception())
        if bugs:
            raise bugs[0]
        return ok

    try:
        if not await step(tasks):
            return None
        tasks += [
            asyncio.create_task(book("hotel")),
            asyncio.create_task(book("car")),
        ]
        if await step(tasks[1:]):
            return [t.result() for t in tasks]
    except asyncio.CancelledError:
        for t in tasks:
            t.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        raise
    await give_back(tasks[0].result())
    return None


# %% not yet: with a hotel that is late: give_back('flight booked') started at 3.1 s, not at 2.1 s; what was the program waiting for until then?
async def travel(book, give_back, limit):
    got = []
    try:
        got.append(await asyncio.wait_for(book("flight"), limit))
        async with asyncio.timeout(limit):
            async with asyncio.TaskGroup() as g:
                h = g.create_task(book("hotel"))
                c = g.create_task(book("car"))
    except* OSError:
        pass
    else:
        return [got[0], h.result(), c.result()]
    for f in got:
        await give_back(f)


# %% not yet: when it is cancelled: was cancelled at 1.25 s, and returned None all the same; which 'except' in there catches more than it has to?
async def travel(book, give_back, limit):
    got = []
    try:
        async with asyncio.timeout(limit):
            got.append(await book("flight"))
            async with asyncio.TaskGroup() as g:
                h = g.create_task(book("hotel"))
                c = g.create_task(book("car"))
    except* (OSError, asyncio.CancelledError):
        pass
    else:
        return [got[0], h.result(), c.result()]
    for f in got:
        await give_back(f)


# %% not yet: raised OSError: no hotel (line 7: return [flight, *await asyncio.gather(book("hotel"), book("car"))]); is that to be caught, and where?
async def travel(book, give_back, limit):
    try:
        async with asyncio.timeout(limit):
            flight = await book("flight")
    except Exception:
        return None
    return [flight, *await asyncio.gather(book("hotel"), book("car"))]


# %% yes
async def travel(book, give_back, limit):
    booked = {}

    async def one(part):
        booked[part] = await book(part)

    async def all_parts():
        await one("flight")
        async with asyncio.TaskGroup() as group:
            group.create_task(one("hotel"))
            group.create_task(one("car"))

    try:
        await asyncio.wait_for(all_parts(), limit)
        return [booked[part] for part in ("flight", "hotel", "car")]
    except OSError:
        pass
    except ExceptionGroup as group:
        if group.split(OSError)[1]:
            raise
    if "flight" in booked:
        await give_back(booked["flight"])
    return None


# %% yes
async def travel(book, give_back, limit):
    loop = asyncio.get_running_loop()
    end = loop.time() + limit

    async def try_to_book(*parts):
        tasks = [asyncio.create_task(book(part)) for part in parts]
        try:
            await asyncio.wait(
                tasks,
                timeout=end - loop.time(),
                return_when=asyncio.FIRST_EXCEPTION,
            )
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
        errors = [task.exception() for task in tasks if not task.cancelled()]
        for error in errors:
            if error and not isinstance(error, OSError):
                raise error
        if any(errors) or any(task.cancelled() for task in tasks):
            return None
        return [task.result() for task in tasks]

    flight = await try_to_book("flight")
    if flight is None:
        return None
    others = await try_to_book("hotel", "car")
    if others is None:
        await give_back(flight[0])
        return None
    return flight + others
