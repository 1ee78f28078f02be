"""Support while earning: who is invited to a draft, what they wrote beside it, and the groups that somebody coaches."""
