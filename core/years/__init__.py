"""Beginnings and endings of years: opening the next one, closing the last, who has confirmed their details."""
