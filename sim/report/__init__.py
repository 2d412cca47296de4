"""A study told on one page for those who decide: what it says, how sure it is, and what it rests on.

Called by `python -m sim.report` and at the end of `python -m sim`.
"""
