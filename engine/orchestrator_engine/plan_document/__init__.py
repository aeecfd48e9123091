"""A plan as a markdown document, for a person to read, edit and run; and back. Pure.

Front matter says what it is and what it was made of, `##` are phases, `###` are tasks. What may be
changed is read back: titles, order, phases, what a task serves, waits for and touches, and which
tasks there are. Checks are for reading only: which commands run is for the settings to say.
"""
