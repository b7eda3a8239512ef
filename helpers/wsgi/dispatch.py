"""Requests on their way to the threads, and answers on their way back.

Why: what passes between the loop and the threads is most of what a quick
request costs. So it passes in batches where there are many, and at once
where there is one. It knows no sockets: an `Exchange` has its client.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from typing import Any

from .call import Application
from .exchange import Exchange, access_line
from .listening import wake
from .request import Refused
from .settings import Settings
from .workers import Workers

__all__ = ["Dispatch"]

REINFORCE = 0.001
"""Seconds after which a second thread helps with a queue."""
JOIN = 0.05
"""Seconds that an idle thread takes to end, with a margin."""

log = logging.getLogger("helpers.wsgi")


class Dispatch:
    """What lies between the loop and the threads; create it on the loop.

    `_work` is called by the threads, all else by the loop.
    """

    def __init__(
        self,
        app: Application,
        environ: dict[str, Any],
        settings: Settings,
        access_log: Callable[[str], object] | None,
    ) -> None:
        self._app = app
        self._environ = environ
        self._timeout = settings.timeout
        self._access_log = access_log
        self._loop = asyncio.get_running_loop()
        self._workers = Workers(settings.threads, self._work, "wsgi")
        self._reinforcement: asyncio.TimerHandle | None = None
        self._requests = self._loop.create_future()
        self._ready: list[Exchange] = []
        self._alone = True
        self._answered: deque[Exchange] = deque()
        self._notified = False

    # To the threads.

    def requests(self) -> asyncio.Future[None]:
        """Return a future that is done once requests are ready.

        A bare future, since this is asked for with every batch: it costs
        the loop one step less than a task.
        """
        self._requests = self._loop.create_future()
        if self._ready:
            wake(self._requests)
        return self._requests

    def hand_over(self) -> None:
        """Hand all requests that are ready to the threads, in one batch."""
        batch, self._ready = self._ready, []
        self._put(batch)

    async def answer(self, exchange: Exchange) -> None:
        """Queue for a thread, and wait until it has done the work.

        Raise `Refused` if no thread was free in time.
        """
        client = exchange.client
        busy = Refused(503, "all threads of this server are busy")
        client.limit(self._timeout, busy)
        self._queue(exchange)
        try:
            await client.answered(exchange)
        except Refused:
            if self._workers.remove(exchange):
                self._give_up(exchange)
                raise
            await client.answered(exchange)

    def _queue(self, exchange: Exchange) -> None:
        """Let a request wait for the next batch; a lone one need not.

        While nobody has to wait for a thread, a batch would be of one: to
        let the loop collect it would cost two turns and gain nothing.
        """
        if self._alone and not self._ready:
            self._put([exchange])
        else:
            self._ready.append(exchange)
            wake(self._requests)

    def _put(self, batch: list[Exchange]) -> None:
        crowded = self._workers.put(batch)
        self._alone = not crowded
        if crowded and self._reinforcement is None:
            self._reinforcement = self._loop.call_later(
                REINFORCE, self._reinforce
            )

    def _reinforce(self) -> None:
        """Wake one more thread if those awake do not keep up."""
        self._reinforcement = None
        if self._workers.reinforce():
            self._reinforcement = self._loop.call_later(
                REINFORCE, self._reinforce
            )

    def _give_up(self, exchange: Exchange) -> None:
        """Say who is turned away, and on whose account."""
        exchange.drop()
        now = monotonic()
        log.warning(
            "%s: no thread was free for %g s; at work: %s",
            exchange,
            self._timeout,
            ", ".join(
                f"{other} ({now - other.began:.0f} s)"
                for other in self._workers.at_work()
            ),
        )

    # From the threads.

    def _work(self, exchange: Exchange, last: bool) -> None:
        """Answer one request, on a worker's thread."""
        exchange.run(self._app, self._environ, last)
        if self._access_log:
            self._access_log(access_line(exchange))
        client = exchange.client
        client.rest()  # first: once it is finished, the loop may go on
        exchange.finished = True
        if client.at_rest(exchange.call.keep_alive):
            return
        self._answered.append(exchange)
        if not self._notified:
            self._notified = True
            with suppress(RuntimeError):  # the loop is closed: all is over
                self._loop.call_soon_threadsafe(self._collect)

    def _collect(self) -> None:
        """Take back what the threads have finished, all in one turn."""
        self._notified = False  # first: who appends from here on notifies
        while self._answered:
            exchange = self._answered.popleft()
            exchange.client.finish(exchange, exchange.call.keep_alive)

    # The end.

    def close(self) -> None:
        """End the threads; say what they leave undone."""
        if self._reinforcement:
            self._reinforcement.cancel()
        left = [*self._ready, *self._workers.stop()]
        for exchange in left:
            exchange.drop()
        if left:
            log.warning("%d requests never got a thread", len(left))
        for name in self._workers.join(JOIN):
            log.warning("thread %s is left to an application at work", name)
