"""Tries a learner's program on an exercise, and says how it went.

feedback      `check` and `solution`: judges a function, and says how it went
again         hands a function what one case gave it, for a look
attempt       runs it on one case, and notes all that happens
check_loop    the virtual clock with limits, on which it runs
order_of_sets makes the place of a task in a set certain
sandbox       what stands in for Python meanwhile, and what is put back
alarm         ends a program that goes on for too long
stop_reasons  why a run was ended, and what is said of it
always        what every exercise asks for
mistakes      the mistake behind an error, and the line that a hint names
results       compares a result, and says in which way it is wrong
rules         the rules that exercises are put together from
exercise      what an exercise is: data
judging       tries it on every case, and finds the first fault
load          reads the exercises from their files
cells         the `# %%` cells of a file
fakes         the work that an exercise hands to a learner's program
stubs         runs the text of programs, and recognises a stub
progress      what was solved: a small database, and `progress`, its table
"""
