"""What stays of the years: the study file of a person, and the yearly archive of a unit."""
