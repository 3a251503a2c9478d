"""Fees: what a unit owes, its order, the money that comes in, and the seats that it activates."""
