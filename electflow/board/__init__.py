"""What a page shows of many elections at once: board, lists, my work. Readers only."""
