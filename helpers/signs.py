"""The signs of a text: where it may be cut, and how wide a terminal shows it.

Names, values and messages of a program may be in any script, and may have
signs in them that break a line, turn it round, or cannot be written to a
file. What a sign is stands in Python's own table, `unicodedata`; what a
terminal makes of those that are joined to others differs a little from one
to the next, and the usual is taken here.
"""

from __future__ import annotations

import unicodedata

__all__ = ["columns", "is_selector", "printable", "spelled", "whole"]

MOST_JOINED = 12  # characters of one sign; a family of four emoji has 11
JOINER = "\u200d"  # joins two emoji into one
EMOJI_STYLE = "\ufe0f"  # makes an emoji, two columns wide, of a plain sign
LONGEST_NAME = 24  # characters; signs with longer names have a number
_INVISIBLE = ("Mn", "Me", "Cf")  # categories of what has no column of its own
_TONES = range(0x1F3FB, 0x1F400)  # of the skin of the emoji before


def printable(text: str) -> str:
    """Return a text without line breaks, control and direction marks.

    They are written as in Python's `repr`; joiners of emoji and of letters
    stay, and every space is a plain one.
    """
    if text.isprintable():
        return text
    return "".join(map(_printable, text))


def _printable(sign: str) -> str:
    if sign.isprintable() or sign in "\u200c\u200d":
        return sign
    return " " if unicodedata.category(sign) == "Zs" else escape(sign)


def escape(sign: str) -> str:
    r"""Return a sign as Python can write it in ASCII: "\n", "\u4e2d"."""
    return ascii(sign)[1:-1]


def spelled(sign: str) -> str:
    r"""Return a sign in ASCII, to be read: "\N{PARTY POPPER}", "\u4e2d"."""
    name = unicodedata.name(sign, "")
    if unicodedata.category(sign).startswith("S") and name:
        return f"\\N{{{name}}}" if len(name) <= LONGEST_NAME else escape(sign)
    return escape(sign)


def is_selector(sign: str) -> bool:
    """Say whether a sign only says how those beside it are to be shown."""
    return sign in "\u200c\u200d" or "\ufe00" <= sign <= "\ufe0f"


def columns(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    if text.isascii():
        return len(text)
    count, before = 0, ""
    for sign in text:
        if sign == EMOJI_STYLE:
            count += _columns(before) == 1
        elif not _joins(sign, before):
            count += _columns(sign)
        before = sign
    return count


def _columns(sign: str) -> int:
    if not sign or unicodedata.category(sign) in _INVISIBLE:
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1


def _joins(sign: str, before: str) -> bool:
    """Say whether a sign is shown as a part of the one before it."""
    if before == JOINER or ord(sign) in _TONES:
        return bool(before)
    return unicodedata.category(sign) in _INVISIBLE


def whole(text: str, place: int) -> int:
    """Return where to cut a text, at `place` or a little before.

    What is one sign for a reader is not torn apart: an accent from its
    letter, an emoji from what it is joined to.
    """
    for before in range(place, max(0, place - MOST_JOINED), -1):
        if before >= len(text) or not _joins(text[before], text[before - 1]):
            return before
    return place
