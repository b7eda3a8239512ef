"""Says what a program will do before it does, and why it went otherwise.

prediction  `predict`: what somebody thinks a program will do
sketch      reads a chart that was drawn by hand
verdict     holds a prediction against the record of a run
reasons     says why a run went otherwise than somebody thought
"""
