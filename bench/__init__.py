"""Measurements: ``python -m bench`` prints ratios of one run. Nothing here is a test, and nothing here is timed in one."""
