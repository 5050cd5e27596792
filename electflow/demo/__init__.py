"""An invented campaign in real places, built through the real services."""
