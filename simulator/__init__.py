"""A stand-in for the source systems: a seeded world, what it exports and serves over their wire formats, its truth."""
