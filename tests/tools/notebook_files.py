"""Where the notebooks are, and the one form in which they are kept.

Nothing here runs a notebook. `normalised` is a pure function from a notebook
as it was executed to the notebook as it is stored; a test holds every stored
notebook against it.
"""

from __future__ import annotations

import base64
import copy
import io
import json
import re
import struct
import sys
import textwrap
import zlib
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

import nbformat
from PIL import Image, ImageChops

__all__ = [
    "FOLDER",
    "NOTEBOOKS",
    "ROOT",
    "is_readable_id",
    "merged",
    "normalised",
    "pictures_in",
    "read",
    "sanitised",
    "saved_again",
    "text_of",
    "without_pictures",
    "written",
]

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("[0-9][0-9]_*.ipynb"))
# Notebook 18 needs signals and processes that Windows' loop does not have.
ELSEWHERE = {"18_the_outside_world"} if sys.platform == "win32" else set()
RUNNABLE = [path for path in NOTEBOOKS if path.stem not in ELSEWHERE]

METADATA: dict[str, Any] = {
    "kernelspec": {
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "name": "python3",
    },
    # What JupyterLab writes, but for the version, which is its kernel's.
    "language_info": {
        "codemirror_mode": {"name": "ipython", "version": 3},
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "nbconvert_exporter": "python",
        "pygments_lexer": "ipython3",
        "version": "3.11.0",
    },
}
FORMAT = {"nbformat": 4, "nbformat_minor": 5}

READABLE_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
# What JupyterLab (8 hexadecimal digits, or a UUID) gives a new cell.
RANDOM_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){0,3}(-[0-9a-f]{12})?")
ID_WORDS = 5
ID_LENGTH = 40

INLINE = re.compile(r"(?<=data:image/png;base64,)[A-Za-z0-9+/=]+")
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
IHDR_LENGTH = 25  # bytes: the first chunk of every PNG file
MAKER = f"Matplotlib {metadata.version('matplotlib')}"
# Two versions of matplotlib smooth letters differently: between 3.10 and 3.11
# a block of 16 x 16 pixels of our charts differs by up to 36 of 255.
BLOCK = 16
TOLERANCE = 40

Notebook = dict[str, Any]
Cell = dict[str, Any]
Output = dict[str, Any]


def read(path: Path) -> Notebook:
    """Return the notebook as it stands in the file, nothing repaired."""
    notebook: Notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        cell["source"] = text_of(cell["source"])
    return notebook


def written(notebook: Notebook) -> str:
    """Return the text of the notebook's file."""
    node = nbformat.from_dict(notebook)
    nbformat.validate(node)
    text: str = nbformat.writes(node)
    return text.rstrip("\n") + "\n"


def normalised(notebook: Notebook, before: Notebook | None = None) -> Notebook:
    """Return the notebook without what differs from run to run.

    `before` is the notebook as it was stored: where a picture shows what the
    stored one shows, that one is kept.
    """
    stored = {
        cell.get("id"): cell.get("outputs", [])
        for cell in (before or {"cells": []})["cells"]
    }
    cells = [copy.deepcopy(cell) for cell in notebook["cells"]]
    give_ids(cells)
    for cell in cells:
        tags = cell.get("metadata", {}).get("tags")
        cell["metadata"] = {"tags": tags} if tags else {}
        if cell["cell_type"] == "code":
            outputs = [tidy(output) for output in merged(cell["outputs"])]
            keep_pictures(outputs, stored.get(cell["id"], []))
            cell["outputs"] = outputs
    return {"cells": cells, "metadata": copy.deepcopy(METADATA), **FORMAT}


def saved_again(notebook: Notebook, version: str = "") -> Notebook:
    """Return the notebook as JupyterLab saves it after a run.

    Two things differ from how it is stored: its pictures are not signed, and
    it names the version of the Python that ran it.
    """
    again = copy.deepcopy(notebook)
    again["metadata"].get("language_info", {})["version"] = version
    for cell in again["cells"]:
        for output in cell.get("outputs", []):
            change_pictures(output.get("data", {}), unsigned)
    return again


def is_readable_id(identity: str) -> bool:
    """Tell whether a person wrote it, as far as one can see."""
    return bool(
        READABLE_ID.fullmatch(identity) and not RANDOM_ID.fullmatch(identity)
    )


def give_ids(cells: list[Cell]) -> None:
    """Name each cell that has no name, or a random one, after its text."""
    taken = {cell.get("id") for cell in cells}
    for cell in cells:
        if not is_readable_id(cell.get("id") or ""):
            slug = slug_of(cell)
            numbered = (f"{slug}-{n}" for n in range(2, len(cells) + 2))
            free = (i for i in (slug, *numbered) if i not in taken)
            cell["id"] = next(free)
            taken.add(cell["id"])


def slug_of(cell: Cell) -> str:
    """Return a few words of the cell's first line with any."""
    kind = "text" if cell["cell_type"] == "markdown" else "code"
    for line in cell["source"].splitlines():
        words = re.findall(r"[a-z0-9]+", line.lower())[:ID_WORDS]
        if words and words[0][0].isdigit():
            words.insert(0, kind)
        if words:
            slug = textwrap.shorten(" ".join(words), ID_LENGTH, placeholder="")
            slug = slug.replace(" ", "-") or kind
            return slug if is_readable_id(slug) else f"{kind}-{slug}"
    return kind


def merged(outputs: list[Output]) -> Iterator[Output]:
    """Join the pieces in which a kernel happened to send one stream."""
    last: Output | None = None
    for output in copy.deepcopy(outputs):
        if output["output_type"] == "stream":
            output["text"] = text_of(output["text"])
            if last and last.get("name") == output["name"]:
                last["text"] += output["text"]
                continue
            last = output
        else:
            last = None
        yield output


def tidy(output: Output) -> Output:
    """Return the output without random model ids, its picture signed."""
    data = output.get("data", {})
    data.pop("application/vnd.jupyter.widget-view+json", None)
    change_pictures(data, signed)
    return output


def pictures_in(data: dict[str, Any]) -> list[str]:
    """Return the pictures of an output, also those within its HTML."""
    alone = [text_of(data["image/png"])] if "image/png" in data else []
    return alone + INLINE.findall(text_of(data.get("text/html", "")))


def change_pictures(
    data: dict[str, Any], change: Callable[[str], str]
) -> None:
    """Put another picture in the place of each of an output's."""
    if "image/png" in data:
        data["image/png"] = change(text_of(data["image/png"])) + "\n"
    if "text/html" in data:
        page = text_of(data["text/html"])
        data["text/html"] = INLINE.sub(lambda found: change(found[0]), page)


def signed(png: str) -> str:
    """Return the picture with one note: which matplotlib drew it.

    On another machine the note tells whether a difference can come from
    another matplotlib, or must come from another chart.
    """
    raw = base64.b64decode(unsigned(png))
    head = len(PNG_SIGNATURE) + IHDR_LENGTH
    note = chunk(b"tEXt", b"Software\0" + MAKER.encode("latin-1"))
    return base64.b64encode(raw[:head] + note + raw[head:]).decode()


def unsigned(png: str) -> str:
    """Return the picture without that note."""
    raw = base64.b64decode(png)
    kept = (
        whole
        for _, whole in chunks_of(raw)
        if not whole[8:].startswith(b"Software\0")
    )
    return base64.b64encode(PNG_SIGNATURE + b"".join(kept)).decode()


def chunk(kind: bytes, content: bytes) -> bytes:
    """Return one chunk of a PNG file."""
    body = kind + content
    length = struct.pack(">I", len(content))
    return length + body + struct.pack(">I", zlib.crc32(body))


def chunks_of(raw: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield kind and bytes of each chunk of a PNG file."""
    at = len(PNG_SIGNATURE)
    while at < len(raw):
        (length,) = struct.unpack_from(">I", raw, at)
        end = at + 12 + length  # length, kind and checksum: 4 bytes each
        yield raw[at + 4 : at + 8], raw[at:end]
        at = end


def keep_pictures(outputs: list[Output], stored: list[Output]) -> None:
    """Put back each stored picture that shows what the new one shows.

    Two versions of matplotlib draw the same chart with other bytes. Keeping
    the stored ones keeps them out of the history.
    """
    for new, old in zip(outputs, stored, strict=False):
        new_data, old_data = new.get("data", {}), old.get("data", {})
        drawn, kept = pictures_in(new_data), pictures_in(old_data)
        if in_words(new_data) != in_words(old_data):
            continue
        if all(map(look_alike, drawn, kept)):
            for kind in {"image/png", "text/html"} & new_data.keys():
                new_data[kind] = text_of(old_data[kind])


def without_pictures(page: str) -> str:
    """Return HTML without the bytes of its pictures, which say nothing."""
    return INLINE.sub("a picture", page)


def in_words(data: dict[str, Any]) -> tuple[str, ...]:
    """Return an output without its pictures, in a comparable form."""
    page = without_pictures(text_of(data.get("text/html", "")))
    alone = "a picture" if "image/png" in data else ""
    return text_of(data.get("text/plain", "")), page, alone


def look_alike(new: str, stored: str) -> bool:
    """Tell whether two pictures show the same.

    From one matplotlib, the same is the same in every pixel. From two, it is
    the same block by block, near enough.
    """
    files = [io.BytesIO(base64.b64decode(png)) for png in (new, stored)]
    images = [Image.open(file) for file in files]
    makers = [image.info.get("Software") for image in images]
    pictures = [image.convert("RGB") for image in images]
    if pictures[0].size != pictures[1].size or makers[1] is None:
        return False
    if makers[0] == makers[1]:
        return pictures[0].tobytes() == pictures[1].tobytes()
    blocks = [picture.reduce(BLOCK) for picture in pictures]
    return max(ImageChops.difference(*blocks).tobytes()) <= TOLERANCE


def text_of(value: str | list[str]) -> str:
    """Return a notebook's text, which a file may hold line by line."""
    return value if isinstance(value, str) else "".join(value)


def sanitised(text: str) -> str:
    """Return the text with what nbval replaces replaced."""
    rules = (ROOT / "tests" / "sanitise.cfg").read_text(encoding="utf-8")
    pattern = r"^regex: (.*)$\n^replace: (.*)$"
    for regex, replacement in re.findall(pattern, rules, re.MULTILINE):
        text = re.sub(regex, replacement, text, flags=re.MULTILINE)
    return text
