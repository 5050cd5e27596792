"""What a clerk has on paper: notices, minutes, letters and forms, with their figures."""
