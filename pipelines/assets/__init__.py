"""The assets, layer by layer; each module makes those of one layer."""
