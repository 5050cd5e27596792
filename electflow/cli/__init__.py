"""The electflow command, one file a noun."""
