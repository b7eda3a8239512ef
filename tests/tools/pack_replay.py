"""Compress the script of a replay: `python -m tests.tools.pack_replay`.

What a cell carries is without the spaces that only people need.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

from helpers.charts import replay

__all__ = ["PACKED", "minified", "pack"]

PACKED = Path(replay.__file__).with_name("replay.js.gz")
_QUOTED = re.compile(r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'')
_PATTERN = re.compile(r"(?<=[(=,|]) ?/(?![/*])(?:\\.|\[[^]]*]|[^/\\\n])+/")
_SPARE = re.compile(r" +(?![\w$ +-])|(?<![\w$ +-]) +")


def minified(text: str) -> str:
    """Return a script without spaces around its signs.

    Strings, patterns and templates stay as they are, but for the code in a
    template. Lines stay too: some end a statement.
    """
    return "".join(_pieces(text))


def _pieces(text: str) -> Iterator[str]:
    begun = at = 0
    while at < len(text):
        kept = _QUOTED.match(text, at) or _PATTERN.match(text, at)
        until = kept.end() if kept else at
        if text[at] == "`":
            until = _end_of_template(text, at + 1)
        if until > at:
            yield _SPARE.sub("", text[begun:at])
            yield text[at:until]
            begun = at = until
        else:
            at += 1
    yield _SPARE.sub("", text[begun:])


def _end_of_template(text: str, at: int) -> int:
    """Return where a template ends, with those inside its own code."""
    depth = 0
    while depth or text[at] != "`":
        if text.startswith("${", at):
            depth += 1
        elif depth and text[at] == "{":
            depth += 1
        elif depth and text[at] == "}":
            depth -= 1
        elif depth and text[at] == "`":
            at = _end_of_template(text, at + 1) - 1
        elif depth and (quoted := _QUOTED.match(text, at)):
            at = quoted.end() - 1
        at += 1 + (text[at] == "\\" or text.startswith("${", at))
    return at + 1


def pack() -> None:
    """Write what a page in a notebook carries, anew."""
    text = minified(replay.script())
    PACKED.write_bytes(gzip.compress(text.encode(), mtime=0))


if __name__ == "__main__":
    pack()
