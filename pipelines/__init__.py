"""The only room that knows Dagster: assets, partitions, checks, schedules, sensors, portfolio and command line."""
