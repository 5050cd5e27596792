"""The law as data: parameters with source, standing and inheritance."""
