"""Recovering a password or an account number by oneself, through a contact that is known to be one's own."""
