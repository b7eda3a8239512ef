"""Notes what every task of an event loop does, and changes nothing.

lane          the notes on one task, put together
recorder      keeps the journal of one event loop, and knows its clock
collecting    tells when a result is taken, of a task or of a job
task          asyncio's task, which notes that
task_factory  gives each new task its lane, and has it watched
inside        what happens inside a step: starts, ends, exceptions
callbacks     what was noted of the callbacks of a loop, and their lane
called        what a loop calls: whether it may take time, and its name
handles       times callbacks, and leaves the loop's handles as they are
requests      the same, for loops that keep their handles to themselves
instrument    passes every step of a coroutine on, and notes it
job           the notes on one job of a thread or a process
jobs          looks on where a loop hands jobs to them
holding       who held a lock when a task began to wait for it
stuck         what is known of a deadlock
lines         in which lines coroutines stand, and tasks were made
unstarted     finds coroutines that were made and not started yet
origins       where a coroutine was made, as debug mode tells it
attach        puts a recorder on an event loop
patch         a recorder on every new event loop
pruning       drops what is old, of a program that runs for long
by_place      a list of which the first entries may be gone
prints        notes what is printed
replay        goes through what was noted inside the steps of a task
snapshot      makes a `Timeline` of what was noted
"""
