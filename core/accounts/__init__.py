"""Accounts: units, learners and administrators, how they sign in, and what administrators may do to them."""
