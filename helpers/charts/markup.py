"""A chart as HTML that can be heard: a picture, or a drawing in signs."""

from __future__ import annotations

import html

__all__ = ["IMAGE_STYLE", "image", "spelled"]

WIDTH = 760  # px, as wide as a picture is laid out; it has more dots than that
LEAST = 600  # px; a narrower page is scrolled: its words would be too small
IMAGE_STYLE = f"width:{WIDTH}px;min-width:{LEAST}px;max-width:100%;height:auto"


def image(png: str, spoken: str) -> str:
    """Return a picture, given in base64, as HTML that can be heard too.

    It takes the focus, so that somebody without a mouse can scroll it where
    a page is too narrow; nothing else around it does.
    """
    return (
        f'<img alt="{html.escape(spoken)}" width="{WIDTH}" tabindex="0" '
        f'style="{IMAGE_STYLE}" src="data:image/png;base64,{png}">'
    )


def spelled(text: str, spoken: str) -> str:
    """Return the drawing in signs, of which the sentence is heard."""
    name = html.escape(spoken)
    return f'<pre role="img" aria-label="{name}">{html.escape(text)}</pre>'
