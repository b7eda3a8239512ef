"""Runs a program, recorded: in a notebook, in a block, as a script.

run         `run(main())`, and `Run`, what came of it
seeds       what a seed of `run` is, and what it has changed
shutdown    what is done when main is over: nothing goes on
record      `record`, for programs that run a loop of their own
compare     several runs on one time axis
paths       what made runs long, lit and said
replay      a run, to be stepped through
growing     the chart of a run that goes on
interact    sliders, and a still picture where nobody moves them
tracebacks  tracebacks without the frames of this package
script      runs a script or a module as Python would
options     the options of `python -m helpers`
outputs     where it writes
signals     the chart on SIGTERM and SIGUSR1
"""
