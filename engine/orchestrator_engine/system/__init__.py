"""The machine: processes, git, clock. Small actions without opinions."""
