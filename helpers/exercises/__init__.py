"""The exercises of the course, a file for each, named for what one does.

To add one: copy a file, put its answers into `tests/answers` and its name
into `notebooks.toml`, and run `make notebooks`. What is in a file is said in
`helpers.checking.load`, which reads it; none of these is ever imported.
"""
