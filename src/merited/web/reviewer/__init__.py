"""Pages of people who judge."""
