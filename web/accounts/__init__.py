"""Administration of accounts by two persons."""
