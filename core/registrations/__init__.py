"""Learners who register themselves: compared with their unit's roster sheet, entered, or listed for its administrator."""
