"""What a program did, as plain data: nothing here knows loop or plot.

model      `Outcome`, `Lane`, `Timeline`: the record of one run
phases     what a lane shows: created, waiting, running, ..., and its end
moments    where each task stands, step by step
spans      stretches of time: the steps of a lane, and its waits
seconds    how seconds are written
excerpt    some of the lanes of a timeline, or its last seconds
json_text  the text of a document of timelines
"""
