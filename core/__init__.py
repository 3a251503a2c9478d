"""The platform: everything that is the same in every province."""
