"""A stand-in for the source systems: a seeded world that lives day by day, what it exports, and its own truth."""
