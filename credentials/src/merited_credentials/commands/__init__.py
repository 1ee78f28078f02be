"""The commands of `python -m merited_credentials`, one file each; a file brings its own options with `register`."""
