"""The audit trail: what administrators did to others' records, when and why; rows are only ever added."""
