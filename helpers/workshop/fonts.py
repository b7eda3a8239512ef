"""The fonts of what is printed: those that come with matplotlib.

They are the same on every machine, so a page breaks where it did before.
"""

from __future__ import annotations

from pathlib import Path

import matplotlib

__all__ = ["font_faces"]

FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
FACES = (  # file, family, style, weight: those that come with matplotlib
    ("DejaVuSans", "DejaVu Sans", "normal", 400),
    ("DejaVuSans-Bold", "DejaVu Sans", "normal", 700),
    ("DejaVuSans-Oblique", "DejaVu Sans", "italic", 400),
    ("DejaVuSans-BoldOblique", "DejaVu Sans", "italic", 700),
    ("DejaVuSansMono", "DejaVu Sans Mono", "normal", 400),
    ("DejaVuSansMono-Bold", "DejaVu Sans Mono", "normal", 700),
    ("DejaVuSansMono-Oblique", "DejaVu Sans Mono", "italic", 400),
)


def font_faces() -> str:
    """Return CSS that names our own fonts, whatever a machine has."""
    return "".join(
        f"@font-face{{font-family:'{family}';font-style:{style};"
        f"font-weight:{weight};src:url('{(FONTS / file).as_uri()}.ttf')}}\n"
        for file, family, style, weight in FACES
    )
