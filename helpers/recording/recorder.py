"""Notes what every task of an event loop does, and changes nothing.

Each task gets a coroutine that passes every `send` and `throw` on to the
learner's (`instrument`), and the `Recorder` notes when the step began and
ended and what the task then waits on. What happens inside a step, where
coroutines await one another without a task, `inside` notes. No event loop
is patched, no task, future or result is kept alive, and no code of the
program is run. The notes are a journal; they become lanes, and a `Timeline`
(`snapshot`), when somebody wants to see them, and not before.
"""

from __future__ import annotations

import asyncio
import itertools
import linecache
import sys
import time
import types
import weakref
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from helpers.clocks.holders import LOCKS, expired
from helpers.compat import count_threads, is_to_be_cancelled
from helpers.labels import (
    GIVEN_MANY,
    Call,
    Facts,
    call_label,
    call_of,
    call_text,
    cut,
    describe_error,
    facts,
    given_to,
    is_library,
    kept,
    wait_words,
)
from helpers.recording.by_place import ByPlace
from helpers.recording.callbacks import Callbacks
from helpers.recording.holding import Holding
from helpers.recording.inside import BUDGET, Events, Of, Tracing, watch
from helpers.recording.job import JobLane, OfJob
from helpers.recording.lane import LiveLane
from helpers.recording.lines import place_in_program
from helpers.timeline.model import Outcome
from helpers.timeline.seconds import seconds_text

__all__ = ["Recorder"]

NOBODY = -1  # in place of a place
UNPACKED = 3 * 250_000  # numbers of steps in a list; the rest is packed
_TRACES = sys.version_info < (3, 12)


class Recorder:
    """The journal of one event loop; `attach` it to that.

    A task is known by its place: that in the order in which lanes were
    begun. `closing` is how tasks end that are cancelled because the run is
    over, and `closing_place` the number of events until then. `budget` is
    the number of events that may be traced on Python 3.11.
    """

    def __init__(self, budget: int = BUDGET) -> None:
        self.callbacks = Callbacks()
        self.notes: list[str] = []  # sentences, to stand under the chart
        self.printed: list[tuple[float, int, str]] = []  # see `Printed`
        self.printed_size = 0  # characters, of all of it
        self.listener: object = None  # who notes what is printed
        self.made = 0  # lanes, those of awaited coroutines included
        self.jobs: list[JobLane] = []
        # By place, for each task and each coroutine that waits to start:
        self.numbers: ByPlace[int] = ByPlace()
        self._places = 0  # so far: to ask how long one of these is is slow
        self._created: ByPlace[float] = ByPlace()
        self._parents: ByPlace[int] = ByPlace()  # their places, or NOBODY
        self._abouts: ByPlace[Facts | None] = ByPlace()
        self._given: ByPlace[tuple[Any, ...]] = ByPlace()
        self.qualnames: dict[int, str] = {}  # other than the code's
        self.names: dict[int, str] = {}  # that the program gave
        self.foreign: set[int] = set()  # made by another task factory
        self._made: dict[int, tuple[types.CodeType, int]] = {}  # and where
        self._plain: set[int] = set()  # coroutines without a task
        self._started: dict[int, float] = {}  # of them, and when
        self._plain_gone = 0  # of them, how many were dropped
        # As it happens, flat. The hot loop holds on to `steps.append`; to
        # append to an array takes four times as long.
        self.steps: list[Any] = []  # place, began, ended
        self._packed = array("d")  # the same, earlier
        self._stepped = 0  # steps that were moved into the lanes
        # Place, number of the step, reason, and the instruction at which the
        # innermost coroutine stood.
        self.waits: list[int] = []
        self._taken: list[Any] = []  # place, when, place of the collector
        self._ends: list[Any] = []  # place, when, outcome, value
        self._turns: list[int] = []  # for each of them, the events till then
        self._cancels: list[Any] = []  # place, when, by which limit
        self._caught: dict[int, tuple[float, types.CodeType, int]] = {}
        self._over = 0  # tasks that have ended
        self._sorted = 0  # of them, those whose lanes know it
        self._lanes: ByPlace[LiveLane] = ByPlace()  # made so far
        self.reasons: ByPlace[str] = ByPlace()
        self._numbers_of_reasons: dict[Any, int] = {}
        self._named: dict[str, int] = {}  # of them, those known by their names
        self.details: dict[int, tuple[int, tuple[int, ...], str]] = {}
        self._holding = Holding(self.place_of)
        self.unstarted: weakref.WeakKeyDictionary[Any, int] = (
            weakref.WeakKeyDictionary()
        )
        self.has_unstarted = False  # that is, it is worth a look
        self.own = Of()  # marks its own among the events of a thread
        self.taken: set[int] = set()  # ids of the coroutines of tasks
        self.looks: Counter[tuple[int, int]] = Counter()  # for unstarted
        self.closing: Outcome | None = None
        self.closing_place = float("inf")
        self.origin = 0.0
        self.stopped: float | None = None  # when it was detached
        self.dropped: float | None = None  # what had ended then is dropped
        self.now: Callable[[], float] = time.monotonic
        self.now_in_thread = self.now  # the same, for other threads
        self.virtual = False
        self.task_base: Any = None  # of tasks; None is asyncio's own
        self.events: Events = []
        self.tracing: Tracing | None = None
        self._budget = budget
        self.detach: Callable[[], None] = lambda: None
        self.is_running: Callable[[], bool] = lambda: False

    def begin(self, loop: Any) -> None:
        """Count time from now on, by the clock of a loop on virtual time."""
        self.virtual = getattr(loop, "is_virtual", False)
        if self.virtual:
            self.now = loop.moment
            self.now_in_thread = loop.present
        self.origin = self.now()
        self.events = watch.begin(self.now)
        if _TRACES and self._budget:
            self.tracing = Tracing(self.events, self.now, self._budget)

    def end(self) -> None:
        """Note that nothing more is noted."""
        self.stopped = stopped = self.now()
        watch.end(self.now)
        # Keeps no loop alive.
        self.now = self.now_in_thread = lambda: stopped

    @property
    def has_lanes(self) -> bool:
        """Whether a task was made, or a coroutine for one, or a job."""
        return len(self.numbers) + len(self.jobs) > 0

    @property
    def goes_on(self) -> bool:
        """Whether a task or a job is under way, and may be noted later on."""
        if any(job.goes_on for job in self.jobs):
            return True
        plain = len(self._plain) + self._plain_gone
        return len(self.numbers) - plain > self._over

    def close(self, outcome: Outcome) -> None:
        """Note that the run is over: what is cancelled now ends like this."""
        self.closing, self.closing_place = outcome, self.count_events()

    def count_events(self) -> int:
        """Return the number of events, those counted in that are gone."""
        return len(self.events) + watch.gone[id(self.events)]

    def known_as(self, task: Any) -> tuple[int, str]:
        """Return the number and the label of a task, for messages."""
        place = self.place_of(task)
        if place is None:
            return self.made, call_label(task.get_coro())
        return self.numbers[place], cut(call_text(self.call(place)))

    def call(self, place: int) -> Call:
        """Return the call that made a coroutine."""
        about = self._abouts[place]
        name = self.qualnames.get(place)
        if name is None:
            assert about is not None
            name = about.code.co_qualname
        return name, self._given[place], about

    def new_place(
        self, coroutine: Any, created: float, about: Facts | None
    ) -> int:
        """Begin the notes on a coroutine; return its place."""
        place = self._places
        self._places = place + 1
        self.numbers.append(self.made)
        self.made += 1
        self._created.append(created)
        self._parents.append(self.current())
        if about is None:  # it is written in C
            self.qualnames[place], given, about = call_of(coroutine)
        else:
            given = given_to(coroutine, about, self.own)
            if coroutine.__qualname__ is not about.qualname:
                self.qualnames[place] = coroutine.__qualname__
        self._given.append(given)
        self._abouts.append(about)
        if given is not GIVEN_MANY:
            self._made[place] = place_in_program()
        return place

    def task_place(self, coroutine: Any, about: Facts | None) -> int:
        """Begin the notes on a new task, or go on with its coroutine's."""
        if watch.is_exact and count_threads() != watch.threads:
            watch.look_for_threads()
        place = self.started(coroutine) if self.has_unstarted else None
        if place is None:
            place = self.new_place(coroutine, self.now(), about)
        else:
            self._parents[place] = self.current()
            self._plain.discard(place)
        self.taken.add(id(coroutine))
        return place

    def started(self, coroutine: Any) -> int | None:
        """Return the place of a coroutine that had one while it waited."""
        if type(coroutine) is not types.CoroutineType:
            return None
        place = self.unstarted.pop(coroutine, None)
        if place is not None:
            self._started[place] = self.now()
        return place

    def forget(self, place: int, coroutine: Any) -> None:
        """Drop the notes on a task that could not be made."""
        self.taken.discard(id(coroutine))
        self._plain.add(place)
        self._started[place] = self.now()  # and so never shown

    def current(self) -> int:
        """Return the place of the task that runs, or `NOBODY`."""
        try:
            task: Any = asyncio.current_task()
            if task is not None and task.recorder is self:
                place: int = task.place
                return place
        except (AttributeError, RuntimeError):  # no task of ours, or no loop
            pass
        return NOBODY

    def current_number(self) -> int | None:
        """Return the number of the running task's lane, if it has one."""
        return self._number(self.current())

    def place_of(self, task: Any) -> int | None:
        """Return the place of a task that this recorder knows."""
        if getattr(task, "recorder", None) is not self:
            return None
        place: int = task.place
        return place

    def reason(
        self, label: str, target: Any, waiter: Any = None, within: Any = None
    ) -> int:
        """Return the number of what a task waits on.

        `label` names the library's coroutine that waits for the future
        `target`; it is empty where the learner's own does. A task, or a job,
        counts down from -1 (lane 0); all else is an index into `reasons`. Of
        a lock, who holds it is noted, and the generator that waits `within`.
        """
        if not label:
            if isinstance(target, OfJob):
                return -1 - target.job.number
            place = self.place_of(target)
            if place is not None:
                return -1 - self.numbers[place]
        elif within is None:
            number = self._named.get(label)
            if number is not None:  # the common case
                return number
            if label in LOCKS:
                detail = (*self._holding.look(waiter), "")
                return self._number_of(label, detail)
        words = wait_words(label, target)
        if within is not None and not is_library(within.ag_code):
            return self._number_of(words, (0, (), within.ag_code.co_name))
        number = self._number_of(words)
        if words == label != "future":  # else it depends on the target
            self._named[label] = number
        return number

    def _number_of(
        self,
        words: str,
        detail: tuple[int, tuple[int, ...], str] | None = None,
    ) -> int:
        """Return the number of a reason, and of what is known of it."""
        number = self._numbers_of_reasons.get((words, detail))
        if number is None:
            number = len(self.reasons)
            self._numbers_of_reasons[words, detail] = number
            self.reasons.append(words)
            if detail is not None:
                self.details[number] = detail
        return number

    def note_unstarted(self, begun: float, coroutine: Any) -> None:
        """Give a coroutine a lane that exists and was not started yet."""
        if coroutine.cr_running or coroutine.cr_frame is None:
            return
        if coroutine in self.unstarted or id(coroutine) in self.taken:
            return
        about = facts(coroutine.cr_code)
        if about.is_library:
            return
        place = self.new_place(coroutine, begun, about)
        self._plain.add(place)
        self.unstarted[coroutine] = place
        self.has_unstarted = True

    def note_name(self, place: int, name: object) -> None:
        """Note the name that the program gave a task."""
        self.names[place] = str(name) if type(name) is str else ""

    def note_stuck(self, place: int) -> None:
        """Note that a task waits in a circle, and cannot even be cancelled."""
        self._ends += (place, None, self.closing or Outcome.PENDING, "")
        self._turns.append(len(self.events))
        self._over += 1

    def note_thrown(self, place: int, coroutine: Any, error: Any) -> None:
        """Note that a task is about to be cancelled, and by what limit."""
        if self.closing is None and isinstance(error, asyncio.CancelledError):
            self._cancels += (place, self.now(), expired(coroutine))

    def note_collected(self, place: int) -> None:
        """Note that somebody took the result of a task.

        The first time counts; that is found out when somebody looks.
        """
        self._taken += (place, self.now(), self.current())

    def note_returned(
        self, place: int, ended: float | None, value: Any
    ) -> None:
        """Note that the running task has returned.

        `ended` is the end of its last step, None if it never began one.
        """
        if is_to_be_cancelled():
            self._end(place, ended, self.closing or Outcome.CANCELLED)
        else:
            value = value if value is None else kept(value)
            self._end(place, ended, Outcome.RETURNED, value)

    def note_raised(
        self, place: int, ended: float | None, error: BaseException
    ) -> None:
        """Note what has ended a task that did not return."""
        if isinstance(error, asyncio.CancelledError):
            self._end(place, ended, self.closing or Outcome.CANCELLED)
        elif isinstance(error, KeyboardInterrupt):
            self._end(place, ended, Outcome.INTERRUPTED)
        else:
            self._end(place, ended, Outcome.RAISED, describe_error(error))

    def note_caught(self, place: int, when: float, error: Any) -> None:
        """Note that a task goes on after an exception that it was given."""
        trace = error.__traceback__
        if isinstance(error, asyncio.CancelledError) and trace is not None:
            self._caught[place] = when, trace.tb_frame.f_code, trace.tb_lineno

    def swallowed(self, tasks: Iterable[Any]) -> Iterator[str]:
        """Yield a note on each task that was cancelled and goes on.

        A limit of time that is over has taken its cancellation back.
        """
        for task in tasks:
            caught = self._caught.get(getattr(task, "place", NOBODY))
            if caught is None or task.done() or not task.cancelling():
                continue
            when, code, line = caught
            shown = round(when - self.origin, 6 if self.virtual else 1)
            source = linecache.getline(code.co_filename, line).strip()
            yield (
                f"note: {self.known_as(task)[1]} was cancelled at "
                f"{seconds_text(shown)} and goes on: {code.co_name}() caught "
                f"CancelledError at line {line}: {source}".rstrip(": ")
            )

    def note_destroyed(self, place: int, coroutine: Any, began: bool) -> None:
        """Note that a task is gone, and with it its coroutine.

        One that was never started is left alone where the task was ours:
        Python then says that it was never awaited.
        """
        self.taken.discard(id(coroutine))
        if began or place in self.foreign:
            coroutine.close()
        if self.stopped is None and self.closing is None:
            self._end(place, None, Outcome.DESTROYED)

    def _end(
        self,
        place: int,
        ended: float | None,
        outcome: Outcome,
        value: Any = "",
    ) -> None:
        when = self.now() if ended is None else ended
        self._ends += (place, when, outcome, value)
        self._turns.append(len(self.events))
        self._over += 1
        if len(self.steps) > UNPACKED:
            self.pack()

    def pack(self) -> None:
        """Keep the steps so far in less room."""
        if len(self.steps) > UNPACKED:
            self._packed.extend(self.steps)
            del self.steps[:]

    def lanes(self) -> ByPlace[LiveLane]:
        """Return the lanes, in order of their creation, as they are now."""
        lanes = self._lanes
        for place in range(len(lanes), len(self.numbers)):
            lanes.append(self._lane(place))
        for place, lane in lanes.items():
            lane.parent = self._number(self._parents[place])
            lane.is_task = place not in self._plain
            if not lane.is_task:
                lane.outcome = Outcome.NEVER_AWAITED
            elif lane.outcome is Outcome.NEVER_AWAITED:
                lane.outcome = Outcome.PENDING
            lane.started = place in self._started
            lane.name = self.names.get(place, "")
        self._sort(lanes)
        return lanes

    def _lane(self, place: int) -> LiveLane:
        return LiveLane(
            number=self.numbers[place],
            call=self.call(place),
            created=self._created[place],
            parent=None,
            foreign=place in self.foreign,
            made=self._made.get(place),
        )

    def _sort(self, lanes: ByPlace[LiveLane]) -> None:
        """Move what has happened since the last time into the lanes."""
        found: dict[int, list[float]] = {}
        for steps in (self._packed, self.steps):
            for place, began, ended in _triples(steps):
                times = found.get(place)
                if times is None:
                    times = found[place] = []
                times.append(began)
                times.append(ended)
        for place, times in found.items():
            lanes[int(place)].times.extend(times)
        self._number_steps(lanes)
        for place, step, reason, stood in zip(
            *[iter(self.waits)] * 4, strict=True
        ):
            lane = lanes[place]
            lane.waits.extend((step - lane.dropped, reason))
            lane.stood.append(stood)
        ends, gone = self._ends, self.count_events() - len(self.events)
        for at in range(0, len(ends), 4):
            lane = lanes[ends[at]]
            lane.ended, lane.outcome, lane.value = ends[at + 1 : at + 4]
            lane.turn = (gone + self._turns[at // 4], False, self._sorted)
            self._sorted += 1
        for place, when, limit in _triples(self._cancels):
            lanes[place].cancels.append((when, *limit))
        for place, when, collector in _triples(self._taken):
            taken = lanes.get(place)
            if taken is not None and taken.collected is None:
                taken.collected = when
                taken.collector = self._number(collector)
        del self._packed[:]
        for notes in (self.steps, self.waits, ends, self._taken):
            del notes[:]
        del self._turns[:], self._cancels[:]

    def _number_steps(self, lanes: ByPlace[LiveLane]) -> None:
        """Note in which order steps happened, if their times do not tell."""
        if self.virtual:
            places = itertools.chain(self._packed[::3], self.steps[::3])
            for number, place in enumerate(places, self._stepped):
                lanes[int(place)].order.append(number)
        self._stepped = self.count_steps()

    def count_steps(self) -> int:
        """Return how many steps of all tasks are over."""
        return self._stepped + (len(self._packed) + len(self.steps)) // 3

    def _number(self, place: int) -> int | None:
        return None if place == NOBODY else self.numbers.get(place)

    def mark_reasons(self) -> int:
        """Return how many reasons there are; no older one is given again.

        Those that depend on no target are few, and stay.
        """
        known = self._numbers_of_reasons
        for key in [x for x in known if x[1] is not None]:
            del known[key]
        return len(self.reasons)

    def drop_reasons(self, until: int) -> None:
        """Drop the first reasons, but for those that are still waited for."""
        if not self.details:
            return
        lanes = self._lanes.left.values()
        used = {number for lane in lanes for number in lane.waits[1::2]}
        gone = {x for x in self.details if x < until} - used
        for number in gone:
            del self.details[number]
        places = [place for place, _ in self.reasons.items()]
        self.reasons.drop(until, set(places) - gone)

    def drop_until(self, cutoff: float) -> None:
        """Drop what had ended before a time of the loop's clock."""
        self.dropped = cutoff
        lanes, alive = self._lanes, set(self.unstarted.values())
        created = self._created
        until = bisect_left(created, cutoff, lo=created.gone)
        old = list(itertools.takewhile(lambda x: x[0] < until, lanes.items()))
        kept = {
            place
            for place, lane in old
            if self._is_needed(place, lane, cutoff, alive)
        }
        for each in (self.numbers, self._created, self._parents):
            each.drop(until, kept)
        for every in (self._abouts, self._given, lanes):
            every.drop(until, kept)
        gone = {place for place, _ in old} - kept
        self._plain_gone += len(gone & self._plain)
        self._plain -= gone
        self.foreign -= gone
        for notes in (self.qualnames, self.names, self._made, self._started):
            for place in gone & notes.keys():
                del notes[place]
        self.jobs[:] = [x for x in self.jobs if not x.was_over_before(cutoff)]
        self.callbacks.drop_until(cutoff)
        self._drop_printed(cutoff)

    def _drop_printed(self, cutoff: float) -> None:
        """Drop what was printed before, and make room for what comes."""
        left = bisect_left(self.printed, cutoff, key=lambda each: each[0])
        del self.printed[:left]
        self.printed_size = sum(len(text) for _, _, text in self.printed)

    def _is_needed(
        self, place: int, lane: LiveLane, cutoff: float, alive: set[int]
    ) -> bool:
        """Say whether a lane may still be shown, or be asked for."""
        if place in self._plain:
            started = self._started.get(place)
            return place in alive if started is None else started >= cutoff
        return lane.ended is None or lane.ended >= cutoff

    def kept_lanes(self) -> Iterable[LiveLane]:
        """Return the lanes that are left of those that were dropped."""
        return self._lanes.left.values()


def _triples(notes: Any) -> Iterator[tuple[Any, Any, Any]]:
    return zip(*[iter(notes)] * 3, strict=True)
