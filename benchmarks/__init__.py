"""Speed as ratios: this product against bare DuckDB, or a named rival, doing the bare work in the same run."""
