"""`python -m helpers.workshop`."""

import sys

from helpers.workshop.command import main

if __name__ == "__main__":
    sys.exit(main())
