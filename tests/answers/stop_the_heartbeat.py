import asyncio


# %% yes
async def service(heartbeat, work):
    beat = asyncio.create_task(heartbeat())
    try:
        answer = await work()
    finally:
        beat.cancel()
        await asyncio.wait([beat])
    return answer


# %% not yet: when it is cancelled: ended while heartbeat() and 1 more were still under way; what happens to your tasks when the function itself is cancelled?
async def service(heartbeat, work):
    tasks = [asyncio.ensure_future(each()) for each in (heartbeat, work)]
    await asyncio.wait(tasks[1:])
    tasks[0].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return tasks[1].result()


# %% yes
async def service(heartbeat, work):
    async with asyncio.TaskGroup() as group:
        beat = group.create_task(heartbeat())
        answer = error = None
        try:
            answer = await work()
        except Exception as e:
            error = e
        beat.cancel()
    if error is not None:
        raise error
    return answer


# %% not yet: returned while heartbeat() was still under way; who awaits the tasks that you started?
async def service(heartbeat, work):
    beat = asyncio.create_task(heartbeat())
    return await work()


# %% not yet: returned at 2 s, when heartbeat() had not ended yet; which line waits until the heartbeat has tidied up?
async def service(heartbeat, work):
    beat = asyncio.create_task(heartbeat())
    answer = await work()
    beat.cancel()
    return answer


# %% not yet: raised CancelledError (line 5: await beat); what do you get from a task that was cancelled?
async def service(heartbeat, work):
    beat = asyncio.create_task(heartbeat())
    answer = await work()
    beat.cancel()
    await beat
    return answer


# %% not yet: with work that fails: ended in ConnectionError while heartbeat() was still under way; which lines run on that way out of the function?
async def service(heartbeat, work):
    beat = asyncio.create_task(heartbeat())
    answer = await work()
    beat.cancel()
    try:
        await beat
    except asyncio.CancelledError:
        pass
    return answer


# %% not yet: with work that fails: raised ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception) (line 2: async with asyncio.TaskGroup() as group:); what is in that group, and where is it to be unpacked?
async def service(heartbeat, work):
    async with asyncio.TaskGroup() as group:
        beat = group.create_task(heartbeat())
        answer = await work()
        beat.cancel()
    return answer


# %% not yet: heartbeat() was not cancelled: it returned at 500 s; what ends the heartbeat when the work is over?
async def service(heartbeat, work):
    beat = asyncio.create_task(heartbeat())
    done = asyncio.create_task(work())
    await beat
    return await done


# %% not yet: took 502 s: work() started only when heartbeat() was done; what runs beside the work?
async def service(heartbeat, work):
    await heartbeat()
    return await work()


# %% not yet: with work that fails: returned None, and ConnectionError should have come out; what keeps it from coming out?
async def service(heartbeat, work):
    beat = asyncio.create_task(heartbeat())
    try:
        return await work()
    except Exception:
        return None
    finally:
        beat.cancel()
        await asyncio.wait([beat])


# %% yes
async def service(heartbeat, work):
    beat = asyncio.create_task(heartbeat())
    try:
        answer = await work()
    except BaseException:
        beat.cancel()
        await asyncio.gather(beat, return_exceptions=True)
        raise
    beat.cancel()
    await asyncio.gather(beat, return_exceptions=True)
    return answer


# %% yes
async def service(heartbeat, work):
    beat = asyncio.create_task(heartbeat())
    job = asyncio.create_task(work())
    try:
        await asyncio.wait([job])
    finally:
        job.cancel()
        beat.cancel()
        await asyncio.wait([job, beat])
    return job.result()


# %% not yet: when it is cancelled: was cancelled at 1.25 s, and returned None all the same; which 'except' in there catches more than it has to?
async def service(heartbeat, work):
    beat = asyncio.create_task(heartbeat())
    answer = None
    try:
        answer = await work()
    except asyncio.CancelledError:
        pass
    finally:
        beat.cancel()
        await asyncio.wait([beat])
    return answer


# %% not yet: with work that fails: ended at 1 s, when heartbeat() had not ended yet; which line waits until the heartbeat has tidied up?
async def service(heartbeat, work):
    beat = asyncio.create_task(heartbeat())
    try:
        return await work()
    finally:
        beat.cancel()
        await asyncio.wait([beat], timeout=0.5)


# %% yes
async def service(heartbeat, work):
    async with asyncio.TaskGroup() as group:
        beat = group.create_task(heartbeat())
        [end] = await asyncio.gather(work(), return_exceptions=True)
        beat.cancel()
    if isinstance(end, Exception):
        raise end
    return end


# %% yes
import contextlib


@contextlib.asynccontextmanager
async def alive(heartbeat):
    beat = asyncio.create_task(heartbeat())
    try:
        yield
    finally:
        beat.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await beat


async def service(heartbeat, work):
    async with alive(heartbeat):
        return await work()


# %% not yet: with work that fails: returned ConnectionError('no line'), and it should have come out; what is the difference between 'return' and 'raise'?
async def service(heartbeat, work):
    beat = asyncio.create_task(heartbeat())
    try:
        return await work()
    except Exception as error:
        return error
    finally:
        beat.cancel()
        await asyncio.wait([beat])


# %% not yet: when it is cancelled: ended while heartbeat() was still under way; what happens to your tasks when the function itself is cancelled?
async def service(heartbeat, work):
    task = asyncio.create_task(heartbeat())
    try:
        result = await work()
    except Exception:
        task.cancel()
        await asyncio.wait([task])
        raise
    task.cancel()
    await asyncio.wait([task])
    return result


# %% yes
class Heart:
    def __init__(self, heartbeat):
        self.heartbeat = heartbeat

    async def __aenter__(self):
        self.task = asyncio.create_task(self.heartbeat())

    async def __aexit__(self, *error):
        self.task.cancel()
        await asyncio.wait([self.task])


async def service(heartbeat, work):
    async with Heart(heartbeat):
        return await work()


# %% yes
async def service(heartbeat, work):
    stopped = asyncio.get_running_loop().create_future()
    beat = asyncio.ensure_future(heartbeat())
    beat.add_done_callback(lambda task: stopped.set_result(None))
    try:
        return await work()
    finally:
        beat.cancel()
        await stopped


# %% not yet: with a heartbeat that is slow to tidy up: returned at 2 s, when heartbeat() had not ended yet; which line waits until the heartbeat has tidied up?
async def service(heartbeat, work):
    beat = asyncio.create_task(heartbeat())
    try:
        return await work()
    finally:
        beat.cancel()
        await asyncio.wait([beat], timeout=1)


# %% not yet: with an error of another kind: ended in StrangeError while heartbeat() was still under way; which lines run on that way out of the function?
async def service(heartbeat, work):
    beat = asyncio.create_task(heartbeat())
    try:
        answer = await work()
    except (ValueError, OSError, asyncio.CancelledError):
        beat.cancel()
        await asyncio.wait([beat])
        raise
    beat.cancel()
    await asyncio.wait([beat])
    return answer


# %% not yet: with work that fails: raised a new ConnectionError: the work failed (line 6: raise type(error)("the work failed") from error); how does an exception come out as it is?
async def service(heartbeat, work):
    beat = asyncio.create_task(heartbeat())
    try:
        return await work()
    except Exception as error:
        raise type(error)("the work failed") from error
    finally:
        beat.cancel()
        await asyncio.wait([beat])


# %% not yet: with a heartbeat that ends at once when cancelled: took 1.5 s: the last call was done at 1 s already; what does it wait for besides the work and the tidying up?
async def service(heartbeat, work):
    beat = asyncio.create_task(heartbeat())
    try:
        return await work()
    finally:
        beat.cancel()
        await asyncio.sleep(0.5)


# %% not yet: heartbeat() was never started; does each of the two get to run?
async def service(heartbeat, work):
    answer = await work()
    beat = asyncio.create_task(heartbeat())
    beat.cancel()
    await asyncio.wait([beat])
    return answer


# %% not yet: returned None, not 'report'; does every way out of the function end in a 'return'?
async def service(heartbeat, work):
    beat = asyncio.create_task(heartbeat())
    try:
        await work()
    finally:
        beat.cancel()
        await asyncio.wait([beat])


# %% not yet: raised CancelledError (line 8: await beat); what do you get from a task that was cancelled?
async def service(heartbeat, work):
    beat = asyncio.create_task(heartbeat())
    try:
        return await work()
    finally:
        beat.cancel()
        try:
            await beat
        except Exception:
            pass


# %% not yet: when it is cancelled: ended at 1.25 s, when heartbeat() had not ended yet; which line waits until the heartbeat has tidied up?
async def service(heartbeat, work):
    beat = asyncio.create_task(heartbeat())
    try:
        answer = await work()
    except asyncio.CancelledError:
        beat.cancel()
        raise
    except Exception:
        beat.cancel()
        await asyncio.wait([beat])
        raise
    beat.cancel()
    await asyncio.wait([beat])
    return answer
