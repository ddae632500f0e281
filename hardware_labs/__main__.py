"""`python -m hardware_labs` is the command `lab`."""

import sys

from hardware_labs.cli import main

sys.exit(main())
