"""Building blocks that know no province: one folder per family of parts, one module per part."""
