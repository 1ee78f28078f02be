"""Pages of one's own account: claim it, sign in, keep addresses and passkeys, close it, come back."""
