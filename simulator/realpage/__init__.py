"""RealPage's gateway and reporting API, spoken from a simulated world."""
