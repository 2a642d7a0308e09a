"""Samspill: a regional innovation observatory from open data."""

__version__ = "0.1.0"
