"""Workbooks in and out: what a clerk keeps in Excel or WPS comes in with every fault of every row."""
