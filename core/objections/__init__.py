"""Objections: a learner challenges a study entry, a mark or a verdict; an administrator answers beside the same lines."""
