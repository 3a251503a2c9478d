"""Departments' lists of cohorts: who sits a sector's exam across the trees of units, kept by its organiser, dated and audited."""
