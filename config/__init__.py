"""Puts the house together: settings, addresses, workers, engines. Nothing imports this package but the doors themselves."""
