"""Evidence: private, hashed, under a name of our own."""
