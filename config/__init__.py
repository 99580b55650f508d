"""Puts the house together: settings, addresses, workers, engines. Nothing imports this package but the doors themselves."""

import os

# One thread of NumPy's algebra a process, of which there are several: matrices of a panel are small, and threads wait for each
# other longer than they work.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
