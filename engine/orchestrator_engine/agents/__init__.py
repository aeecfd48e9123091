"""Adapters to coding tools, and the table of those that can be named."""
