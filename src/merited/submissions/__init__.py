"""The work: from the first word to sent, and on to the next attempt."""
