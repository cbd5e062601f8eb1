"""Parsers turn bytes into typed rows and printed totals: no network, disk, clock or database."""
