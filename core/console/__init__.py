"""The console: what administrators of a tenant and operators of the platform work with."""
