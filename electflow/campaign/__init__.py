"""Campaigns, the organisations that elect, their elections and the timetable."""
