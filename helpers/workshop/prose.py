"""Markdown as HTML: the little of it that the notebooks use.

Headings get names for links, `04-run`; a link to another notebook leads to
its sheet; an address on the web is printed behind what it is called.
"""

from __future__ import annotations

import html
import re
from typing import Any

import mistune

from helpers.workshop.code import output_html, program_html

__all__ = ["html_of", "plain", "without_navigation"]

NOTEBOOK = re.compile(r"(?P<number>\d\d)_(?P<name>\w+)\.ipynb")
ROOT = re.compile(r"(\.\./)+")  # from a notebook's folder to the course's
SPACE = re.compile(  # between some words and a mark
    r"(?<=[^<>\s])(\s[^<>\s]+)\s(?=<(?:a|code|em|strong)\b)"
)
NAVIGATION = re.compile(r"^\[[^\n]*→\]\([^\n]*\)$|^\[←[^\n]*$", re.MULTILINE)


class _Renderer(mistune.HTMLRenderer):
    """Writes HTML for one notebook, which has a number."""

    def __init__(self, number: str, *, addresses: bool) -> None:
        super().__init__(escape=True)
        self._number = number
        self._addresses = addresses

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        name = f"{self._number}-{_slug(text)}"
        return f'<h{level} id="{name}">{text}</h{level}>\n'

    def link(self, text: str, url: str, title: str | None = None) -> str:
        if found := NOTEBOOK.fullmatch(url):
            number, name = found["number"], found["name"]
            there = f"#{number}" if self._addresses else f"{number}_{name}"
            there += "" if self._addresses else ".html"
            return f'<a class="notebook" href="{there}">{text}</a>'
        address = html.escape(url, quote=True)
        shown = _breakable(ROOT.sub("", address))
        shown = f' <span class="address">({shown})</span>'
        return f'<a href="{address}">{text}</a>{shown}'

    def codespan(self, text: str) -> str:
        # In a table a bar is written so, or it would end the cell.
        return super().codespan(text.replace(r"\|", "|"))

    def block_code(self, code: str, info: str | None = None) -> str:
        write = program_html if info == "python" else output_html
        return f'<div class="block">{write(code)}</div>\n'


def html_of(markdown: str, number: str, *, addresses: bool = False) -> str:
    """Return a text as HTML; `addresses`: links stay within one document.

    Where words of two kinds meet at the end of a line, WeasyPrint ends it
    after its first word, unless the space between them is a piece of its own.
    """
    renderer = _Renderer(number, addresses=addresses)
    convert = mistune.create_markdown(renderer=renderer, plugins=["table"])
    written = str(convert(markdown))
    return SPACE.sub(r"\1<span> </span>", written) if addresses else written


def without_navigation(markdown: str) -> str:
    """Return a text without its line of links to other notebooks."""
    return NAVIGATION.sub("", markdown).rstrip()


def plain(markdown: str) -> str:
    """Return the text of one line of Markdown, without its marks."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", markdown)
    return re.sub(r"[*`]", "", text).strip()


def _slug(text: str) -> str:
    words = re.findall(r"[a-z0-9]+", re.sub(r"<[^>]+>", "", text).lower())
    return "-".join(words) or "heading"


def _breakable(address: str) -> str:
    """Let an address be broken behind its slashes, and nowhere else."""
    return re.sub(r"(?<=[/#])(?=[^/])", "<wbr>", address)
