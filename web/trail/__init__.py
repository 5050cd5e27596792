"""The audit trail with its filters."""
