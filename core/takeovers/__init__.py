"""Records of another platform taken over within a year: people, credit as opening entries, marks from outside."""
