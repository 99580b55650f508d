"""What `allocation` is made of: arrays and solvers, imported only where something is allocated."""
