"""The machine: processes, git, locks. Small actions without opinions."""
