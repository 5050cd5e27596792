"""The front end: pages over the core's services; it holds no rule and touches no table."""
