"""Whether a simulated centre is the client's: his figures by half-hours of the week beside simulated ones.

Called by `sim.running` before a study of a file's centre, by `python -m sim.fit`, and by the report.
"""
