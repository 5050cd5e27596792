"""Persons, with sealed names and numbers."""
