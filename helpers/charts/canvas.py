"""A figure on which everything has its place in pixels.

Across they count from the left edge, down from the top one, 100 to the
inch. There are no matplotlib axes: making and drawing them takes as long as
all that a chart shows.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.transforms import Affine2D

from helpers.charts.fonts import DPI, SHARPNESS, drawn, literal

__all__ = ["INK", "Paper", "Point", "box", "png"]

INK = "#222222"
COMPRESS = 3  # zlib's level: 6 gains a hundredth, in half as much time again

Point = tuple[float, float]  # px across, px down


def box(left: float, top: float, wide: float, high: float) -> list[Point]:
    """Return the corners of a rectangle."""
    right, bottom = left + wide, top + high
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


class Paper:
    """Takes shapes and words; what stands higher (`zorder`) covers more."""

    def __init__(self, wide: float, high: float) -> None:
        size = wide / DPI, high / DPI
        self.figure = Figure(figsize=size, dpi=DPI)
        FigureCanvasAgg(self.figure)
        inches = Affine2D().scale(1 / DPI, -1 / DPI)
        inches = inches.translate(0, high / DPI)
        self._px = inches + self.figure.dpi_scale_trans

    def write(
        self, x: float, y: float, words: str, font: FontProperties, **look: Any
    ) -> None:
        """Write one line of words; `ha` and `va` say where (x, y) is."""
        look = {"color": INK, "zorder": 5, "transform": self._px, **look}
        words, font = drawn(words, font)
        self.figure.text(x, y, literal(words), fontproperties=font, **look)

    def shapes(self, shapes: Sequence[Sequence[Point]], **look: Any) -> None:
        """Draw shapes that look the same, each given by its corners."""
        drawn = PolyCollection(shapes, transform=self._px, **look)
        self.figure.add_artist(drawn)

    def lines(self, lines: Sequence[Sequence[Point]], **look: Any) -> None:
        """Draw lines that look the same, each given by its points."""
        drawn = LineCollection(lines, transform=self._px, **look)
        self.figure.add_artist(drawn)

    def marks(self, points: Sequence[Point], **look: Any) -> None:
        """Draw the same mark at several points."""
        across, down = zip(*points, strict=True)
        drawn = Line2D(across, down, linestyle="none", **look)
        drawn.set_transform(self._px)
        self.figure.add_artist(drawn)


def png(figure: Figure, sharpness: float | None = None) -> bytes:
    """Return a figure as PNG, without the name of the software in it.

    It has `sharpness` times as many dots as it is large, else `SHARPNESS`.
    """
    from PIL import Image

    dpi = DPI * (sharpness or SHARPNESS)
    canvas: Any = FigureCanvasAgg(figure)
    nominal, figure.dpi = figure.dpi, dpi
    try:
        canvas.draw()
        size, dots = canvas.get_width_height(), canvas.buffer_rgba()
    finally:
        figure.dpi = nominal
    picture = Image.frombuffer("RGBA", size, dots, "raw", "RGBA", 0, 1)
    out = io.BytesIO()
    # Nothing shines through, so a fourth channel would only take time.
    picture.convert("RGB").save(
        out, format="png", dpi=(dpi, dpi), compress_level=COMPRESS
    )
    return out.getvalue()
