"""`python -m merited`: the same commands as `merited`."""

import sys

from merited.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
