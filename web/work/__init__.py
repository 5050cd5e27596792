"""My work: what is due and what is blocked, in my places."""
