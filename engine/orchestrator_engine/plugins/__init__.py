"""Other people's code beside a run: hooks that are told what happens, and validators that judge.

Each plugin runs in a process of its own (`host`), so that one that crashes, hangs, prints or exits
harms nothing but its own result. `found` says which there are, `calling` calls their hooks.
"""
