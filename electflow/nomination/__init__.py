"""Who is proposed for which post."""
