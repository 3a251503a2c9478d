"""Courses and lessons, time in front of them, the ledger of study, practice, and the question bank."""
