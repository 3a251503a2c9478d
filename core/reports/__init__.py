"""Reports and bulletins: figures of units kept with every change, read live or as of a past day, exported and published."""
