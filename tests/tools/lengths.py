"""How much of a test is a part of `make test`, which has three minutes."""

from __future__ import annotations

import os

__all__ = ["at_length", "examples"]


def at_length() -> bool:
    """Say whether this is `make test-length` or `make test-server`."""
    return "COURSE_AT_LENGTH" in os.environ


def examples(number: int) -> int:
    """Return how many random examples to try: a third, and at length all."""
    return number if at_length() else number // 3
