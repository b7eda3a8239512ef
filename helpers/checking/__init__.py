"""Tries a learner's program on an exercise, and says how it went.

check         `check` and `solution`: which exercise, and what is said
exercise      what an exercise is: data
load          reads the exercises from their files
cells         the `# %%` cells of a file
fakes         the work that an exercise hands to a learner's program
check_loop    the virtual clock with limits
attempt       runs a learner's program on one case
judging       attempts on every case, then one verdict
feedback      what `check` prints
rules         what exercises are put together from
always        what every exercise asks for
stop_reasons  what is said of a run that had to be ended
mistakes      names the slip behind an error
source_lines  the line of a learner's program that a hint should name
alarm         ends a program that goes on for too long
guarding      what keeps the kernel whole meanwhile
replacing     replaces attributes for a while, and puts them back
cleanup       ends what a checked program leaves behind
stubs         runs the text of programs, and recognises a stub
store         what was solved, in one file
progress      `progress`: the table of all exercises
"""
