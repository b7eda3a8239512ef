"""The event loops of the course: real time, or time that jumps over waits.

choose       which clock is asked for, and the loop that keeps it
real         asyncio's own loop, which notices a deadlock
virtual      the loop that jumps over waits
ending       the same, which ends the program at a given time
limits       what ends a loop from outside its program
interrupts   hears Ctrl-C, and ends it so
deadlock     who outside a loop could still wake it, and the error
deadlock_text  the words of that error: who waits for what, and why
holders      who is inside `async with` of a lock
foreign      notices a deadlock on a loop that asyncio made
cpu_time     what real work costs on a clock that is not real
nested_loop  lets a second loop run where one runs already
"""
