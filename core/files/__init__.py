"""Files that tenants bring: checked by their content, kept in one storage, given out to those who may see them."""
