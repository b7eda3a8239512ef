"""Says what a program will do before it does, and why it went otherwise.

prediction  `predict`: what somebody thinks a program will do
several     holds it against all that was seen in many runs
sketch      reads a chart that was drawn by hand
reasons     holds a prediction against the record of a run
why_first   says why one lane was done before another
why_longer  says what made a run longer than somebody thought
why_shorter says what kept it from being as long
locked      who waited for a lock, and who had it
cancelled   what was cancelled, and whether a time limit did it
cut         which waits came to their own end, and which were cut short
wakers      who ended a wait that no end of a task has ended
path        the stretches that a run went through, as main saw it
traced      those that made it as long as it was
ends        what ended a wait, or a run, before its time
critical    the same in one sentence, and to be lit
halved      what would come of a shorter wait, where that is certain
words       names, lists and times in such answers
"""
