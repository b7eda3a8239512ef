"""`python -m helpers.lab`."""

import sys

from helpers.lab.command import main

if __name__ == "__main__":
    sys.exit(main())
