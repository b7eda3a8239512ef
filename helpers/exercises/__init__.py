"""The exercises of the course, each a file that is called like it.

To add one: copy a file, write its answers into `tests/answers`, add its name
to `notebooks.toml`, and run `make notebooks`. These files are read by
`helpers.checking.load`, which says what is in them, and never imported.
"""
