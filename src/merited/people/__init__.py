"""Who, where, in which role."""
