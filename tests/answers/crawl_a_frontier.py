import asyncio


# %% yes
async def crawl(visit, start):
    frontier, visited = [start], []
    while frontier:
        page = frontier.pop(0)
        if page not in visited:
            visited.append(page)
            frontier.extend(await visit(page))
    return visited


# %% yes
import collections


async def crawl(visit, start):
    frontier, known = collections.deque([start]), {start: None}
    while frontier:
        for link in await visit(frontier.popleft()):
            if link not in known:
                known[link] = None
                frontier.append(link)
    return list(known)


# %% yes
async def crawl(visit, start):
    frontier, known = [visit(start)], [start]
    for job in frontier:
        for link in await job:
            if link not in known:
                known.append(link)
                frontier.append(visit(link))
    return known


# %% not yet: the order was visit('home'), visit('about'), visit('news'), visit('today'); which page of the frontier is the oldest, and which was taken?
async def crawl(visit, start):
    frontier, visited = [start], []
    while frontier:
        page = frontier.pop()
        if page not in visited:
            visited.append(page)
            frontier.extend(await visit(page))
    return visited


# %% not yet: the order was visit('home'), visit('news'), visit('today'), visit('about'); which page of the frontier is the oldest, and which was taken?
async def crawl(visit, start, visited=None):
    visited = visited or [start]
    for link in await visit(start):
        if link not in visited:
            visited.append(link)
            await crawl(visit, link, visited)
    return visited


# %% not yet: visit('about') was started 2 times; how does it know that a page has been in the frontier before?
async def crawl(visit, start):
    frontier, visited = [start], []
    while frontier:
        page = frontier.pop(0)
        visited.append(page)
        for link in await visit(page):
            if link not in visited:
                frontier.append(link)
    return visited


# %% not yet: visit() was called, and neither awaited nor closed; was that page known already?
async def crawl(visit, start):
    frontier, visited = [(start, visit(start))], []
    while frontier:
        page, job = frontier.pop(0)
        if page not in visited:
            visited.append(page)
            links = await job
            frontier += [(link, visit(link)) for link in links]
    return visited


# %% not yet: visit('news') was never started; does the loop go on until the frontier is empty?
async def crawl(visit, start):
    links = await visit(start)
    return [start] + [link for link in links]


# %% not yet: visit('about') started at 0.5 s, before visit('news') was done; one page at a time: what has to be over before the next?
async def crawl(visit, start):
    frontier, visited = [start], []
    while frontier:
        found = await asyncio.gather(*map(visit, frontier))
        visited += frontier
        frontier = []
        for link in sum(found, []):
            if link not in visited + frontier:
                frontier.append(link)
    return visited


# %% not yet: returned ['news', 'about', 'today'], not ['home', 'news', 'about', 'today']; which pages belong in there, and in which order?
async def crawl(visit, start):
    frontier, found = [start], []
    for page in frontier:
        for link in await visit(page):
            if link not in frontier:
                frontier.append(link)
                found.append(link)
    return found


# %% yes
from collections import deque


async def crawl(visit, start):
    frontier, known, visited = deque([start]), {start}, []
    while frontier:
        page = frontier.popleft()
        visited.append(page)
        for link in await visit(page):
            if link not in known:
                known.add(link)
                frontier.append(link)
    return visited


# %% yes
async def crawl(visit, start):
    frontier, order = asyncio.Queue(), [start]
    frontier.put_nowait(start)
    while not frontier.empty():
        for link in await visit(frontier.get_nowait()):
            if link not in order:
                order.append(link)
                frontier.put_nowait(link)
    return order


# %% not yet: the order was visit('home'), visit('news'), visit('today'), visit('about'); which page of the frontier is the oldest, and which was taken?
async def crawl(visit, start):
    order, seen = [], set()

    async def go(page):
        if page in seen:
            return
        seen.add(page)
        order.append(page)
        for link in await visit(page):
            await go(link)

    await go(start)
    return order


# %% not yet: returned {'about', 'home', 'news', 'today'}, not ['home', 'news', 'about', 'today']; is it a list, as the text asks?
async def crawl(visit, start):
    frontier, order = [start], []
    while frontier:
        page = frontier.pop(0)
        if page not in order:
            order.append(page)
            frontier += await visit(page)
    return set(order)


# %% yes
class Crawler:
    def __init__(self, visit):
        self.visit, self.frontier, self.visited = visit, [], []

    def add(self, links):
        known = self.frontier + self.visited
        for link in dict.fromkeys(links):
            if link not in known:
                self.frontier.append(link)

    async def step(self):
        page = self.frontier.pop(0)
        self.visited.append(page)
        self.add(await self.visit(page))


async def crawl(visit, start):
    crawler = Crawler(visit)
    crawler.add([start])
    while crawler.frontier:
        await crawler.step()
    return crawler.visited


# %% yes
async def crawl(visit, start):
    known, place = [start], 0
    while place < len(known):
        links = await asyncio.create_task(visit(known[place]))
        known += [x for x in dict.fromkeys(links) if x not in known]
        place += 1
    return known


# %% yes
async def crawl(visit, start):
    async def step(known, place):
        if place == len(known):
            return known
        found = dict.fromkeys(known) | dict.fromkeys(await visit(known[place]))
        return await step(list(found), place + 1)

    return await step([start], 0)


# %% not yet: with a page that has the same link twice: visit('news') was started 2 times; how does it know that a page has been in the frontier before?
async def crawl(visit, start):
    frontier, seen, order = [start], set(), []
    while frontier:
        page = frontier.pop(0)
        seen.add(page)
        order.append(page)
        links = await visit(page)
        frontier += [x for x in links if x not in seen and x not in frontier]
    return order


# %% not yet: the order was visit('home'), visit('about'), visit('news'), visit('today'); which page of the frontier is the oldest, and which was taken?
async def crawl(visit, start):
    frontier, order = {start}, []
    while frontier:
        page = min(frontier)
        frontier.discard(page)
        order.append(page)
        frontier |= set(await visit(page)) - set(order)
    return order


# %% not yet: raised TypeError: 'coroutine' object is not iterable (line 6: for link in visit(page):); is there an 'await' missing?
async def crawl(visit, start):
    frontier, order = [start], []
    while frontier:
        page = frontier.pop(0)
        order.append(page)
        for link in visit(page):
            if link not in order:
                frontier.append(link)
    return order
