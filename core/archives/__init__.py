"""A whole tenant as one file: written while it is served, read into another platform, erased with proof."""
