"""`python -m helpers.lab`: JupyterLab on a copy that is the learner's own.

Why: whoever solves an exercise in the course's own notebook has a conflict
at the next `git pull`, and a notebook that was only opened is saved with
other outputs. The copy lies beside `notebooks/`, at the same depth, so that
every link in it leads where the original's leads; git ignores it.

    notebook_file  a notebook's file: which of it is somebody's work
    record         what was handed out, kept with the copy
    working_copy   brings the copy up to date, and loses nothing
    command        the command line: says what was done, opens JupyterLab
"""
