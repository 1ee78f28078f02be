"""What every room stands on: refusals, the clock, the log, private files, two abstract models."""
