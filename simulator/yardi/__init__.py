"""Yardi Voyager's SOAP services, spoken from a simulated world."""
