"""Every page in every state: what must hold wherever one looks."""
