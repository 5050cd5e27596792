"""The book: every write leaves one event, chained per case, that nobody can change."""
