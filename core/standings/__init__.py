"""Standings: the year's verdict on each learner, kept with what it was taken from, explained and replayable."""
