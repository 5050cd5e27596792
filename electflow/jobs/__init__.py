"""Long work in batches that may be left and reopened."""
