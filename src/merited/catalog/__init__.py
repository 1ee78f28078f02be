"""What can be earned, and by what rubric."""
