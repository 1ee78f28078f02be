"""What support while earning allows: pure Python."""
