"""What others make of the work and the badges: questions over all rooms, without tables of its own."""
