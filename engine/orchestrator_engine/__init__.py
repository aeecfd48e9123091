"""Carries a plan out with coding agents, and tells the truth about how it went."""

__version__ = "0.1.0"
