"""Records work that is done elsewhere: by a pool, or by a cluster.

An event loop sees its own tasks; what a thread, a process or a worker on
another machine does is noted here, on both sides, and becomes a `Timeline`
like any other. Nothing of a job is changed but that it is timed.

clocks     the clock of another process, brought onto ours
notes      what is noted of one job, and of each attempt at it
lanes      makes a `Timeline` of such notes
recording  what all recordings have in common: a block, and its chart
measured   times a call where it is made, and what moves there and back
pool       `record_pool`, for the pools of `concurrent.futures`
cluster    `record_cluster`, for a cluster of Dask's `distributed`
workers    when its workers did what, by the scheduler's clock
plugin     what is noted within its scheduler, and within its workers
closing    closes what runs elsewhere when a cell fails
skipping   skips the cells that need what is not installed
"""
