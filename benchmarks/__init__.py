"""Measurements, each a command: `python -m benchmarks [NAME…]`. Nothing here can fail a test."""
