"""Spreadsheets that people fill in: opened with care, read strictly, written as text; what is in them the domains know."""
