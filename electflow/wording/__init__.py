"""Sentences and labels for codes, in Chinese and English."""
