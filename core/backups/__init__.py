"""Backups of the whole platform and of one tenant in one folder, what they hold and until when, and restoring to a moment."""
