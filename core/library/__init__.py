"""The library of laws and publicity material: found and read by learners, where a place offers it; it earns nothing."""
