"""What the departments of a county know of a candidate (县级联审), asked, answered, weighed by persons."""
