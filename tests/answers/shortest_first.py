import asyncio


# %% yes
async def shortest_first(jobs):
    jobs = list(jobs)
    results = []
    while jobs:
        shortest = min(jobs, key=lambda pair: pair[0])
        jobs.remove(shortest)
        results.append(await shortest[1])
    return results


# %% yes
async def shortest_first(jobs):
    order = sorted(range(len(jobs)), key=lambda place: jobs[place][0])
    return [await jobs[place][1] for place in order]


# %% yes
async def shortest_first(jobs):
    by_length = {}
    for seconds, job in jobs:
        by_length.setdefault(seconds, []).append(job)
    return [
        await asyncio.create_task(job)
        for seconds in sorted(by_length)
        for job in by_length[seconds]
    ]


# %% not yet: with two of the same length: raised TypeError: '<' not supported between instances of 'coroutine' and 'coroutine' (line 2: return [await job for _, job in sorted(jobs)]); what does it compare when two lengths are equal?
async def shortest_first(jobs):
    return [await job for _, job in sorted(jobs)]


# %% not yet: the order was do('report'), do('mail'), do('backup'); by what are the jobs sorted before the first is awaited?
async def shortest_first(jobs):
    results = [await job for _, job in jobs]
    return sorted(results)


# %% not yet: with two of the same length: do('mail') was never started; what became of that job?
async def shortest_first(jobs):
    prepared = {seconds: job for seconds, job in jobs}
    return [await prepared[seconds] for seconds in sorted(prepared)]


# %% not yet: do('mail') started at 0 s, before do('report') was done; one at a time: what has to be over before the next?
async def shortest_first(jobs):
    tasks = [asyncio.create_task(job) for _, job in jobs]
    return [await answer for answer in asyncio.as_completed(tasks)]


# %% not yet: returned a coroutine, of which nothing has run; is there an 'await' missing?
async def shortest_first(jobs):
    jobs = sorted(jobs, key=lambda pair: pair[0])
    return [job for _, job in jobs]


# %% not yet: the order was do('backup'), do('report'), do('mail'); by what are the jobs sorted before the first is awaited?
async def shortest_first(jobs):
    jobs = sorted(jobs, key=lambda pair: pair[0], reverse=True)
    return [await job for _, job in jobs]


# %% not yet: returned 'mail, report, backup', not ['mail', 'report', 'backup']; is it a list, as the text asks?
async def shortest_first(jobs):
    ready = sorted(jobs, key=lambda pair: pair[0])
    names = [str(await job) for _, job in ready]
    return ", ".join(names)


# %% yes
import heapq


async def shortest_first(jobs):
    heap = [(length, place, job) for place, (length, job) in enumerate(jobs)]
    heapq.heapify(heap)
    results = []
    while heap:
        _, _, job = heapq.heappop(heap)
        results.append(await job)
    return results


# %% not yet: with a length of ten: the order was do('z'), do('x'), do('y'); by what are the jobs sorted before the first is awaited?
async def shortest_first(jobs):
    jobs = sorted(jobs, key=lambda pair: str(pair[0]))
    return [await job for _, job in jobs]


# %% not yet: with two of the same length: the order was do('call'), do('mail'), do('report'); by what are the jobs sorted before the first is awaited?
async def shortest_first(jobs):
    jobs = sorted(jobs, key=lambda pair: -pair[0])[::-1]
    return [await job for _, job in jobs]


# %% yes
async def shortest_first(jobs):
    jobs, results = list(jobs), []
    while jobs:
        shortest = min(jobs, key=lambda pair: pair[0])
        jobs.remove(shortest)
        results.append(await shortest[1])
    return results


# %% yes
async def shortest_first(jobs):
    queue = asyncio.PriorityQueue()
    for place, (length, job) in enumerate(jobs):
        queue.put_nowait((length, place, job))
    results = []
    while not queue.empty():
        *_, job = await queue.get()
        results.append(await job)
    return results


# %% yes
async def shortest_first(jobs):
    left = list(jobs)
    results = []
    while left:
        best = 0
        for place in range(1, len(left)):
            if left[place][0] < left[best][0]:
                best = place
        _, job = left.pop(best)
        results.append(await job)
    return results


# %% yes
from operator import itemgetter


async def shortest_first(jobs):
    return [await job for _, job in sorted(jobs, key=itemgetter(0))]


# %% yes
class Plan:
    def __init__(self, jobs):
        self.jobs = jobs
        self.jobs.sort(key=lambda pair: pair[0])

    async def __aiter__(self):
        for _, job in self.jobs:
            yield await job


async def shortest_first(jobs):
    return [result async for result in Plan(jobs)]


# %% not yet: with lengths that are almost equal: the order was do('x'), do('y'), do('z'); by what are the jobs sorted before the first is awaited?
async def shortest_first(jobs):
    jobs = sorted(jobs, key=lambda pair: int(pair[0]))
    return [await job for _, job in jobs]


# %% not yet: raised RuntimeError: cannot reuse already awaited coroutine (line 5: results.append(await shortest[1])); how often may a coroutine be awaited?
async def shortest_first(jobs):
    results = []
    while jobs:
        shortest = min(jobs, key=lambda pair: pair[0])
        results.append(await shortest[1])
    return results


# %% not yet: with answers that are empty: returned [], not ['', '']; what happens to an answer that is empty?
async def shortest_first(jobs):
    jobs.sort(key=lambda pair: pair[0])
    results = [await job for _, job in jobs]
    return [result for result in results if result]


# %% not yet: returned ['do', 'do', 'do'], not ['mail', 'report', 'backup']; what does each await give you, and where do you put it?
async def shortest_first(jobs):
    jobs.sort(key=lambda pair: pair[0])
    results = []
    for _, job in jobs:
        await job
        results.append(job.__name__)
    return results


# %% not yet: do('report') was never started; what became of that job?
async def shortest_first(jobs):
    jobs.sort(key=lambda pair: pair[0])
    for _, job in jobs:
        return [await job]
    return []
