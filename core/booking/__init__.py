"""Booking many places at once: whole units into sittings with a picture of how full each is, makeup lists by rule, lists to hand out."""
