"""Grades what the ledger holds: many at once, on this machine or on a cluster, and always to an end."""
