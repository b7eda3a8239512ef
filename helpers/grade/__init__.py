"""`python -m helpers.grade folder/`: marks a folder of learners' notebooks.

Each notebook runs in a process of its own, within limits, and what a learner
wrote is judged by the exercise files of the installed course: neither by the
outputs that are stored in the notebook nor by its calls of `check`.

    submissions  finds the notebooks of a folder, and reads them
    anchors      which cell of a notebook belongs to which exercise
    untouched    notes how the helpers are, and puts them back
    said         what a worker says of its notebook
    worker       runs one notebook and judges it; the process that is fenced
    fence        what such a process may see, and what is not protected
    family       the processes that one has started, and their memory
    workers      starts the processes, all cores at work, and ends them
    marks        what each learner got, and the mistakes of the class
    report       the tables: CSV and HTML
    command      the command line

A learner's code is kept from the others' notebooks, and from yours, where
bubblewrap is installed. It runs in the process that judges it: a function
cannot be sent elsewhere. What it replaces there is put back and reported,
but who sets out to forge a verdict from within can do so.
"""
