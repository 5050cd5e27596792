"""The two procedures as tables, the machine made from them, and the one door."""
