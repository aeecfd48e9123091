"""The dashboard: a small web server of one person on their own machine, for all of their runs."""
