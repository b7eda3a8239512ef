"""`python -m helpers.wsgi package.module:app`."""

from .command import main

if __name__ == "__main__":
    raise SystemExit(main())
