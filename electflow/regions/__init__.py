"""The tree of places by statistical code."""
