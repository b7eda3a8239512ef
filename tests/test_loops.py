"""Every way to an event loop is recorded, and its settings are kept."""

import asyncio
import contextlib
import io
import sys
import textwrap

import pytest

from helpers import record
from helpers.charts.text import draw
from helpers.clocks.virtual import VirtualLoop
from helpers.running.record import Recording

# -- loops of other makers


@pytest.fixture
def uvloop():
    return pytest.importorskip("uvloop")


def new(uvloop, main):
    loop = uvloop.new_event_loop()
    loop.run_until_complete(main)
    loop.close()


def by_class(uvloop, main):
    loop = uvloop.Loop()
    loop.run_until_complete(main)
    loop.close()


def by_run(uvloop, main):
    uvloop.run(main)


def by_runner(uvloop, main):
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main)


@pytest.mark.parametrize("way", [new, by_class, by_run, by_runner])
def test_every_way_to_a_loop_of_uvloop_is_recorded(uvloop, way):
    async def main():
        await asyncio.sleep(0)

    with record() as recording:
        way(uvloop, main())
    labels = [lane.label for lane in recording.timeline.lanes]
    assert [x for x in labels if x != "wrapper()"] == ["main()"]


def test_uvloop_is_left_as_it_was(uvloop):
    with record():
        pass
    assert "__init__" not in vars(uvloop.Loop)
    assert "__init_subclass__" not in vars(asyncio.AbstractEventLoop)


def test_uvloop_may_be_imported_while_recording():
    program = textwrap.dedent("""
        from helpers import record
        import asyncio
        with record() as recording:
            import uvloop
            loop = uvloop.new_event_loop()
            loop.run_until_complete(asyncio.sleep(0))
            loop.close()
        print(len(recording.timelines))
        """)
    pytest.importorskip("uvloop")
    before = {
        name: sys.modules.pop(name)
        for name in list(sys.modules)
        if name.partition(".")[0] == "uvloop"
    }
    said = io.StringIO()
    try:
        with contextlib.redirect_stdout(said):
            exec(program, {})
    finally:
        sys.modules.update(before)
    assert said.getvalue() == "1\n"


def test_a_loop_of_uvloop_says_that_it_keeps_real_time(uvloop):
    async def main():
        await asyncio.sleep(0)

    with Recording(clock="virtual") as recording:
        by_class(uvloop, main())
    timeline = recording.timeline
    assert timeline.clock == "real"
    assert timeline.notes == (
        "note: a uvloop.Loop keeps real time, as shown here",
    )


# -- loop factories on virtual time


def made_by(factory):
    """Return the loop that a factory leads to, and its timeline."""

    async def main():
        await asyncio.sleep(0.5)
        return asyncio.get_running_loop()

    with (
        Recording(clock="virtual") as recording,
        asyncio.Runner(loop_factory=factory) as runner,
    ):
        loop = runner.run(main())
    assert isinstance(loop, VirtualLoop)
    assert recording.timeline.seconds == 0.5
    return loop, recording.timeline


def handler(loop, context):
    pass


def with_settings(make):
    def factory():
        loop = make()
        loop.set_task_factory(counting)
        loop.set_exception_handler(handler)
        loop.set_debug(True)
        loop.slow_callback_duration = 7
        return loop

    def counting(loop, coroutine, **options):
        counted.append(coroutine.__name__)
        return asyncio.Task(coroutine, loop=loop, **options)

    counted = []
    return factory, counted


def has_kept(loop, counted):
    assert counted[0] == "main"
    assert loop.get_exception_handler() is handler
    assert loop.get_debug()
    assert loop.slow_callback_duration == 7


REAL = (
    asyncio.SelectorEventLoop
)  # as a library has it that was imported before


@pytest.mark.parametrize(
    "make",
    [
        lambda: asyncio.new_event_loop(),
        lambda: asyncio.SelectorEventLoop(),
        lambda: asyncio.DefaultEventLoopPolicy().new_event_loop(),
        REAL,
    ],
    ids=["new_event_loop", "class", "policy", "before"],
)
@pytest.mark.filterwarnings("ignore:.*deprecated:DeprecationWarning")
def test_settings_of_a_factory_are_kept(make):
    factory, counted = with_settings(make)
    loop, timeline = made_by(factory)
    has_kept(loop, counted)
    assert timeline.notes == ()


def test_settings_of_another_makers_loop_are_kept(uvloop):
    factory, counted = with_settings(uvloop.new_event_loop)
    loop, timeline = made_by(factory)
    has_kept(loop, counted)
    assert timeline.notes == (
        "note: a uvloop.Loop keeps real time, so another loop took its "
        "place, with its task factory, its exception handler and its debug "
        "mode, and nothing else of it",
    )
    assert timeline.notes[0] in draw(timeline)


def test_a_class_that_extends_asyncios_loop_is_kept():
    with Recording(clock="virtual") as recording:

        class Own(asyncio.SelectorEventLoop):
            def create_task(self, coroutine, **options):
                made.append(coroutine.__name__)
                return super().create_task(coroutine, **options)

        async def main():
            await asyncio.sleep(0.5)

        made = []
        with asyncio.Runner(loop_factory=Own) as runner:
            runner.run(main())
    assert made[0] == "main"
    assert recording.timeline.seconds == 0.5
    assert recording.timeline.notes == ()


@pytest.mark.skipif(
    sys.version_info < (3, 12), reason="eager tasks came with Python 3.12"
)
@pytest.mark.parametrize("clock", ["real", "virtual"])
def test_eager_tasks_stay_eager(clock):
    async def child():
        order.append("child")

    async def main():
        task = asyncio.create_task(child())
        order.append("created")
        await task

    def eager_loop():
        loop = asyncio.new_event_loop()
        loop.set_task_factory(asyncio.eager_task_factory)
        return loop

    order = []
    with Recording(clock=clock) as recording:
        asyncio.run(main(), loop_factory=eager_loop)
    assert order == ["child", "created"]
    assert len(recording.timeline.lanes) == 2


def test_a_factory_that_fails_fails_as_ever():
    def factory():
        raise OSError("no loop today")

    with pytest.raises(OSError, match="no loop today"):
        made_by(factory)
