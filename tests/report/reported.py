"""What is reported: three forms of a small centre, the title of one of which would do harm, were it not text.

Called by the tests of the report.
"""

SMALL = ("demand.scale=0.05", "horizon=42", "warmup=5", "replications=3", "workers=1", "customers.count=2000")
MARKUP = '<img src=x onerror="document.title=1"> & $a$ {{ 7*7 }}'
FORM = f"""# @package _global_
# A form whose title would do harm, were it not text.
defaults:
  - zappos_desk
  - _self_
name: harmful
title: '{MARKUP}'
"""
