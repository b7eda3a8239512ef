"""What axe-core finds wrong with a page that a browser shows."""

from __future__ import annotations

from typing import Any

__all__ = ["faults"]

GRAVE = ("serious", "critical")
OTHERS = (
    "noUi-handle"  # of ipywidgets' sliders, whose labels stand beside them
)


def faults(page: Any, inside: str = "body") -> list[str]:
    """Return what is serious or critical in the parts of a page chosen.

    Each is the name of axe's rule and the HTML of an element that breaks it.
    """
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, context=[[inside]]).response["violations"]
    return [
        f"{each['id']}: {node['html'][:160]}"
        for each in found
        if each["impact"] in GRAVE
        for node in each["nodes"]
        if OTHERS not in node["html"]
    ]
