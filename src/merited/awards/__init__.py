"""The badge: granted, planned, signed, shown, revoked."""
