"""What a new place starts from: the files beside this one, copied with their blanks by ``core.tenancy.starting``."""
