"""Programs and outputs as HTML, with a mark where paper breaks a line.

Paper has no sliding bar: what is wider than the page would lose its end.
A line is broken at a fixed column, and a mark says that it goes on; on a
screen the mark is left out and the line is whole.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from pygments.lexers import PythonLexer
from pygments.token import Token, _TokenType

__all__ = ["WIDEST", "output_html", "program_html"]

WIDEST = 86  # columns; a program has 79
TURN = '<span class="turn"></span>'
ANSI = re.compile(r"\x1b\[[0-9;]*m")
CLASSES = (  # the first that fits; greyscale tells them apart
    (Token.Comment, "comment"),
    (Token.Keyword, "keyword"),
    (Token.Operator.Word, "keyword"),
    (Token.Literal.String, "string"),
    (Token.Name.Function, "function"),
    (Token.Name.Decorator, "function"),
)


def program_html(source: str) -> str:
    """Return a program as a block, its words marked for what they are."""
    pieces = PythonLexer(stripnl=False, ensurenl=False).get_tokens(source)
    body = "".join(
        _marked(piece, _class_of(kind))
        for kind, piece in _turned(_without_end(pieces))
    )
    return f'<pre class="program"><code>{body}</code></pre>'


def output_html(text: str) -> str:
    """Return what was printed as a block."""
    pieces = [(Token.Text, ANSI.sub("", text).rstrip("\n"))]
    body = "".join(_marked(piece, "") for _, piece in _turned(pieces))
    return f'<pre class="printed">{body}</pre>'


_Pieces = Iterator[tuple[_TokenType, str]]


def _without_end(pieces: _Pieces) -> _Pieces:
    """Drop the end of line that a lexer adds behind the last one."""
    kept = list(pieces)
    while kept and not kept[-1][1].strip("\n"):
        kept.pop()
    yield from kept


def _turned(pieces: _Pieces | list[tuple[_TokenType, str]]) -> _Pieces:
    """Break lines that are too wide: a return stands where one goes on."""
    column = 0
    for kind, piece in pieces:
        for part in re.split(r"(\n)", piece):
            if part == "\n":
                column = 0
                yield kind, part
                continue
            while column + len(part) > WIDEST:
                room = WIDEST - column
                yield kind, part[:room]
                yield Token.Text, "\r"
                part, column = part[room:], 0
            column += len(part)
            if part:
                yield kind, part


def _class_of(kind: _TokenType) -> str:
    return next((name for group, name in CLASSES if kind in group), "")


def _marked(piece: str, name: str) -> str:
    if piece == "\r":
        return TURN
    text = html.escape(piece, quote=False)
    return f'<span class="{name}">{text}</span>' if name else text
