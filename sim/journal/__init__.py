"""The journal of one case: what happened, dated from the first call to the end, and where its time went.

`reading` finds a day's cases and adds up their time, `words` has the words, `telling` makes sentences,
`printing` the page; `python -m sim.journal` is the command. Called by `sim.model` and by people.
"""
