"""What the source documents claim, row by row, as contrasts that a run can decide; and how they are judged.

A claim is declared once: its words, its source, the centres that are compared, the measures with the range
in which each has to come to lie, and the mechanisms it rests on. What is found, verdict, standing and the
page follow from that. Called by `sim.facts` and `sim.reference`.
"""
