"""Notes what every task of an event loop does, and changes nothing.

lane          the notes on one task while it runs
recorder      makes the lanes of one event loop, and knows its clock
task          asyncio's task, which notes when its result is taken
task_factory  gives each new task its lane, and has it watched
inside        what happens inside a step: starts, ends, exceptions
instrument    passes every step of a coroutine on, and notes it
job           the notes on one job of a thread or a process
jobs          looks on where a loop hands jobs to them
unstarted     finds coroutines that were made and not started yet
patch         a recorder on every new event loop
replay        goes through what was noted inside the steps of a task
snapshot      makes a `Timeline` of what was noted
"""
