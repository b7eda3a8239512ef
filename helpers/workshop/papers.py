"""The sizes of paper that handouts are printed on."""

from __future__ import annotations

__all__ = ["PAPERS"]

PAPERS = {"A4": "210mm 297mm", "Letter": "8.5in 11in"}
