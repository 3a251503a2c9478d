"""Rule files: strict YAML read into frozen yearly rules, with areas laid over their province and every origin kept."""
