"""Agents that lie, and what comes of it: every lie must end with the right outcome and reason."""
