"""What a program did, as plain data: nothing here knows loop or plot.

model      `Outcome`, `Lane`, `Timeline`: the record of one run
spans      stretches of time: the steps of a lane, and its waits
"""
