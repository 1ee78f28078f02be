"""Pages of people who answer for a program."""
