"""An engine whose module ends the process that loads it, as a broken installation does."""

import os

os._exit(3)
