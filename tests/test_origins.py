"""Where a coroutine was made is told in debug mode as without a recorder."""

import asyncio
import contextlib
import warnings

import pytest

from helpers import record


async def nobody_awaits_me():
    pass


def deep(level):
    if level:
        deep(level - 1)
    else:
        nobody_awaits_me()


def warned(level, *, debug=True):
    """Return the warnings of a program that forgets to await."""

    async def main():
        deep(level)
        asyncio.get_running_loop().call_soon(deep, level)
        await asyncio.sleep(0)

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        asyncio.run(main(), debug=debug)
    return [(str(x.message), x.filename, x.lineno) for x in caught]


@pytest.mark.parametrize("level", [0, 3, 4, 5, 30])
def test_what_is_told_is_what_python_tells(level):
    found = []
    for recording in (contextlib.nullcontext(), record()):
        with recording:
            found.append(warned(level))
    plain, recorded = found
    assert "most recent call last" in plain[0][0]
    assert len(plain) == 2
    assert recorded == plain


def test_without_debug_mode_nothing_is_told_of_it():
    with record():
        (first, _) = warned(0, debug=False)
    assert first[0] == "coroutine 'nobody_awaits_me' was never awaited"


def test_what_a_warning_is_about_is_its_coroutine():
    async def main():
        nobody_awaits_me()

    with record(), warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        asyncio.run(main(), debug=True)
    assert asyncio.iscoroutine(caught[0].source)
