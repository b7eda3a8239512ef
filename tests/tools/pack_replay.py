"""Compress the script of a replay: `python -m tests.tools.pack_replay`.

What a cell carries has no spaces that only people need, and short names for
what it declares itself; the script in a page of its own can be read.
"""

from __future__ import annotations

import gzip
import itertools
import re
import string
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from helpers.charts import replay

__all__ = ["PACKED", "minified", "pack"]

PACKED = Path(replay.__file__).with_name("replay.js.gz")

# What JavaScript and browsers give their names to, as far as it is used.
GIVEN = frozenset(
    """
    async await break catch const continue do else false finally for
    function if in let new null of return true try typeof undefined while
    Array Blob Date DecompressionStream JSON Map Math MutationObserver Number
    Object ResizeObserver Response Set String URL Uint8Array WebSocket
    decodeURI document fetch location matchMedia parent performance
    requestAnimationFrame setTimeout window
    """.split()
)
_TOKEN = re.compile(
    r"""(?P<word>[A-Za-z_$][\w$]*) | (?P<number>\d[\w.]*|\.\d+)
    | (?P<kept>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')
    | (?P<space>[ ]+) | (?P<line>\n) | (?P<sign>\.\.\.|=>|[^\w\s])""",
    re.VERBOSE,
)
_PATTERN = re.compile(r"/(?![/*])(?:\\.|\[[^]]*]|[^/\\\n])+/")
_CHUNK = re.compile(r"(?:\\.|\$(?!\{)|[^`\\$])*(?:`|\$\{)")
_OBJECT = frozenset("( , = : [ ? & | ... const let return".split())


@dataclass
class _Token:
    kind: str  # the name of its group in `_TOKEN`
    text: str
    inside: str = ""  # of words: "{" in an object, or where it is taken apart


def minified(text: str, beside: str = "") -> str:
    """Return a script without needless spaces and with short names.

    Names that the script `beside` it uses stay, and so do ends of lines that
    may be the ends of statements.
    """
    tokens = list(_tokens(text))
    names = _short_names(tokens, set(re.findall(r"[\w$]+", beside)))
    out: list[str] = []
    for at, token in enumerate(tokens):
        if token.kind == "space":
            if _is_needed(tokens, at):
                out.append(" ")
        elif token.kind == "line":
            if not _goes_on(tokens, at):
                out.append("\n")
        elif token.kind == "word" and not _is_property(tokens, at):
            out.append(names.get(token.text, token.text))
        else:
            out.append(token.text)
    return "".join(out)


def _tokens(text: str) -> Iterator[_Token]:
    """Take a script apart; what stands in templates as code, too."""
    at, stack, before = 0, [""], ""
    while at < len(text):
        sign = text[at]
        if sign == "/" and before in {"(", "=", ",", "|", "&", "?", ":", ""}:
            found = _PATTERN.match(text, at)
        elif sign == "`" or (sign == "}" and stack[-1] == "`"):
            found = _CHUNK.match(text, at + 1)
            assert found is not None
            if sign == "}":
                stack.pop()
            if found[0].endswith("{"):
                stack.append("`")
        else:
            found = _TOKEN.match(text, at)
            assert found is not None, text[at : at + 40]
            kind = found.lastgroup or ""
            _nest(stack, found[0], before)
            yield _Token(kind, found[0], stack[-1])
            if kind != "space":
                before = found[0]
            at = found.end()
            continue
        assert found is not None, text[at : at + 40]
        yield _Token("kept", text[at : found.end()])
        at, before = found.end(), "`"


def _nest(stack: list[str], sign: str, before: str) -> None:
    """Follow brackets: a brace holds an object or statements, ";" here."""
    if sign in ("(", "["):
        stack.append(sign)
    elif sign == "{":
        stack.append("{" if before in _OBJECT else ";")
    elif sign in (")", "]", "}"):
        stack.pop()


def _near(tokens: Sequence[_Token], at: int, by: int) -> str:
    """Return the next token that is no space, in one direction."""
    at += by
    while 0 <= at < len(tokens) and tokens[at].kind in ("space", "line"):
        at += by
    return tokens[at].text if 0 <= at < len(tokens) else ""


def _is_property(tokens: Sequence[_Token], at: int) -> bool:
    before, after = _near(tokens, at, -1), _near(tokens, at, 1)
    is_key = tokens[at].inside == "{" and before in ("{", ",")
    return before == "." or (is_key and after == ":")


def _is_both(tokens: Sequence[_Token], at: int) -> bool:
    """Say whether a word names a property and a variable at once."""
    before, after = _near(tokens, at, -1), _near(tokens, at, 1)
    is_key = tokens[at].inside == "{" and before in ("{", ",")
    return is_key and after in (",", "}", "=")


def _short_names(
    tokens: Sequence[_Token], outside: set[str]
) -> dict[str, str]:
    words = [at for at, x in enumerate(tokens) if x.kind == "word"]
    every = {tokens[at].text for at in words}
    both = {tokens[at].text for at in words if _is_both(tokens, at)}
    used = Counter(
        tokens[at].text for at in words if not _is_property(tokens, at)
    )
    shorts = (
        "".join(each)
        for size in (1, 2)
        for each in itertools.product(string.ascii_letters, repeat=size)
        if "".join(each) not in every | outside | GIVEN
    )
    return {
        name: next(shorts)
        for name, _ in used.most_common()
        if len(name) > 2 and name not in both | outside | GIVEN
    }


def _is_needed(tokens: Sequence[_Token], at: int) -> bool:
    """Say whether a space keeps two words, or two signs, apart."""
    before = tokens[at - 1].text[-1:] if at else "\n"
    after = tokens[at + 1].text[:1] if at + 1 < len(tokens) else "\n"
    words = re.match(r"[\w$]", before) and re.match(r"[\w$]", after)
    return bool(words) or (before == after and before in "+-")


def _goes_on(tokens: Sequence[_Token], at: int) -> bool:
    """Say whether a statement goes on in the next line, or has ended."""
    before = tokens[at - 1].text[-1:] if at else ";"
    after = tokens[at + 1].text[:1] if at + 1 < len(tokens) else "\n"
    return before in "{;,([=&|?:+>" or after in "})].,?:+=&|"


def pack() -> None:
    """Write what a page in a notebook carries, anew."""
    text = minified(replay.script(), replay.second_script())
    PACKED.write_bytes(gzip.compress(text.encode(), mtime=0))


if __name__ == "__main__":
    pack()
