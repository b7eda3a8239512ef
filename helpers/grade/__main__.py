"""`python -m helpers.grade`."""

import sys

from helpers.grade.command import main

if __name__ == "__main__":
    sys.exit(main())
