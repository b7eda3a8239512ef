"""Runs a program many times, and shows what else could have happened.

outcomes   `outcomes`: many runs, and what was seen in them
arguments  what it refuses
found      one outcome, with its chart and what is different in it
smallest   the fewest changes that still give an outcome
table      what was seen, as text and as HTML
attempt    one run, recorded or not

What may be different in a run, and the loop that does it, stand in
`helpers.clocks`: `variation` and `varied`.
"""
