"""Pages of whoever comments on a colleague's draft, or coaches a group."""
