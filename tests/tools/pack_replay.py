"""Compress the script of a replay: `python -m tests.tools.pack_replay`."""

from __future__ import annotations

import gzip
from pathlib import Path

from helpers.charts import replay

__all__ = ["PACKED", "pack"]

PACKED = Path(replay.__file__).with_name("replay.js.gz")


def pack() -> None:
    """Write what a page in a notebook carries, anew."""
    PACKED.write_bytes(gzip.compress(replay.script().encode(), mtime=0))


if __name__ == "__main__":
    pack()
