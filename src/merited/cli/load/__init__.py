"""Loading and torturing a server of our own: what holds under many people, and under kill -9."""
