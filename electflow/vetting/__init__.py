"""What the examination of candidates found."""
