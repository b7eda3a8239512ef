"""Which files are the course's own: those that git knows.

In a checkout there may be others, which a learner or an editor made, and no
test judges them.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.tools.notebook_files import ROOT

__all__ = ["tracked"]


def tracked(*patterns: str) -> list[Path] | None:
    """Return the files that match; None if this is no checkout of git's."""
    command = ["git", "ls-files", "-z", "--", *patterns]
    try:
        done = subprocess.run(
            command, cwd=ROOT, capture_output=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    names = done.stdout.decode("utf-8").split("\0")
    paths = (ROOT / name for name in names if name)
    return [path for path in paths if path.exists()]
