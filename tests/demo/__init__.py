"""The demonstration, judged from outside."""
