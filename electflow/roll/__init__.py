"""Registration of voters and of Party members: what must hold before the list stands."""
