"""Pages of an earner: my work, answering, evidence, sending, not yet, awards."""
