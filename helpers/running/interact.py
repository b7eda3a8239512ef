"""`interact`: ipywidgets' own, where somebody is there to move a slider.

Executed without anybody, by nbclient or nbval, a cell with sliders stores no
picture that a reader of the page would see, and now and then it never ends:
ipywidgets opens a comm for each slider, and what is shown below them nbclient
sends back, through the socket on which it waits for the kernel's reply. Where
the reply is there by then, to send takes the notice of it that asyncio waits
for, and nobody looks (nbclient, issue 312; `benchmarks.sliders` counts it).
So there the function is called once, as its sliders would stand,
and what it returns is shown: that is the picture which is stored. No widget
is made, and no comm.
"""

from __future__ import annotations

import contextlib
import functools
import html
import inspect
import io
import sys
from collections.abc import Callable
from typing import Any

from helpers.charts.cell import is_live
from helpers.charts.display import in_notebook
from helpers.loading import load_whole
from helpers.refusals import AtTheCaller
from helpers.running.run import Run

__all__ = ["interact"]


def interact(function: Callable[..., Any], **sliders: Any) -> None:
    """Show a slider for each argument, and below what `function` returns.

    The arguments are those of `ipywidgets.interact`: `seconds=(0.5, 5, 0.5)`
    is a slider from 0.5 to 5, and stands at the function's own default, so
    each needs one.

    Raises `TypeError` for an argument without a default.
    """
    with AtTheCaller():
        _check(function)
    with_sliders = _sliders() if is_live() else None
    if with_sliders is not None:
        with_sliders(_followed(function, _Quick), **sliders)
    else:
        _followed(function, lambda done: done)()


def _sliders() -> Any:
    """Return ipywidgets' `interact`; None, and say so, without it."""
    try:
        from ipywidgets import interact as with_sliders
    except ImportError:
        print(
            "no sliders: ipywidgets is missing: pip install ipywidgets",
            file=sys.stderr,
        )
        return None
    return with_sliders


def _followed(
    function: Callable[..., Any], shown: Callable[[Run], Any]
) -> Callable[..., None]:
    """Let a function show first what it returns, and then what it printed.

    So the chart stays in its place, however much is printed.
    """

    @functools.wraps(function)
    def follow(**values: Any) -> None:
        printed = io.StringIO()
        try:
            with contextlib.redirect_stdout(printed):
                value = function(**values)
            if isinstance(value, Run) and not _has_more(value):
                value = shown(value)
            if value is not None:
                _display(value)
        finally:
            print(printed.getvalue(), end="")

    return follow


def _has_more(done: Run) -> bool:
    """Say whether a run shows more than a quick picture could."""
    return done.prediction is not None or done.lights_path


class _Quick:
    """A run, as it is shown below sliders: what came of it, and a chart."""

    def __init__(self, done: Run) -> None:
        self._done = done

    def __repr__(self) -> str:
        return str(self._done)

    def _repr_html_(self) -> str:
        load_whole("helpers.charts.picture")
        from helpers.charts.frame import quick

        headline = html.escape(repr(self).partition("\n")[0])
        return f"<div>{headline}</div>{quick(self._done.timeline)}"


def _check(function: Callable[..., Any]) -> None:
    """Refuse a function whose sliders would have no place to stand at."""
    __tracebackhide__ = True
    for name, given in inspect.signature(function).parameters.items():
        if given.default is given.empty:
            raise TypeError(
                f"interact() needs a default for {name}, where its slider "
                f"stands at first: def {function.__name__}({name}=...)"
            )


def _display(value: Any) -> None:
    """Show a value as the last one of a cell is shown, or in a terminal."""
    if not in_notebook():
        print(value)
        return
    import IPython.display

    display: Any = IPython.display.display
    display(value)
