"""The rules of a campaign with their sources."""
