"""`python -m helpers.grade folder/`: marks a folder of learners' notebooks.

Each notebook runs in a process of its own, within limits, and what a learner
wrote is judged by the exercise files of the installed course: neither by the
outputs that are stored in the notebook nor by its calls of `check`.

    submissions  finds the notebooks of a folder, and reads them
    anchors      which cell of a notebook belongs to which exercise
    untouched    notes how the helpers are, and puts them back
    said         what a worker says of its notebook
    notebook     runs one notebook cell by cell, and judges as it goes
    alone        what of a notebook one answer needs
    confirming   judges an answer once more, alone
    apart        processes made by a fork, which code may ruin
    limits       what holds code up from within its process
    worker       the process of one notebook: it starts those, and listens
    fence        what such a process may see, and what is not protected
    family       the processes that one has started, and what they use
    own_folder   the folder of such a process, while there is one
    workers      starts the processes, all cores at work, and ends them
    marks        what each learner got, and the mistakes of the class
    report       the tables for a spreadsheet
    page         the page for an instructor
    markup       its tables
    command      the command line

A learner's code is kept from the others' notebooks, and from yours, where
bubblewrap is installed. What a notebook does to its process makes no verdict:
an answer that seems right there is judged again, alone, in a process that
the notebook has not touched; where that says otherwise, the verdict is
"disputed". What is left to somebody who sets out to forge is the answer
itself, which shares a process with its judge: a function cannot be sent
elsewhere. Names in it that reach far are listed, as a reason to look.
"""
