"""Ordering without an account: a new unit applies on a public page, one of last year renews; what is paid opens the unit."""
