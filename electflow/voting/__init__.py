"""The poll, its count and its outcome; never a vote."""
