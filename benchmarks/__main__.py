"""`python -m benchmarks [NAME ...]`: speed and memory as one table.

NAME is one of recording, clocks, drawing, exploring, notebooks, growth,
marking, growing, sliders; without any, all are measured. The exit status is
1 if a target is missed. The last two are about charts that grow and about
cells with sliders, and take ten minutes and five.
"""

import importlib
import platform
import sys

from benchmarks.measuring import table

NAMES = (
    *("recording", "clocks", "drawing", "exploring", "notebooks"),
    *("growth", "marking", "growing", "sliders"),
)


def main(names):
    unknown = [name for name in names if name not in NAMES]
    if unknown:
        sys.exit(f"no benchmark {unknown[0]!r}: there are {', '.join(NAMES)}")
    print(
        f"CPython {platform.python_version()}, {platform.machine()}; medians "
        "of paired runs"
    )
    rows = []
    for name in names or NAMES:
        print(f"measuring {name} ...", file=sys.stderr, flush=True)
        rows += importlib.import_module(f"benchmarks.{name}").rows()
    print(*table(rows), sep="\n")
    return int(any(row.kept is False for row in rows))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
