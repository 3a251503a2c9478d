"""The places: one folder each, always with the same names inside."""
