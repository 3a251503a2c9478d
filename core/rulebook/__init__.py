"""The rulebook: a place's year as its office reads it, compares it and tries it against its worked cases."""
