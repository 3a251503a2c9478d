"""Pages of exemptions: the learner's own and the unit's applications with their evidence, and the desk where they are reviewed."""
