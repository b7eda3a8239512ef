"""Says what a program will do before it does, and why it went otherwise.

prediction  `predict`: what somebody thinks a program will do
sketch      reads a chart that was drawn by hand
reasons     holds a prediction against the record of a run, and says why
"""
