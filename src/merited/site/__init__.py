"""The roof: settings, addresses, start-up checks."""
