"""Where items may stand, by the way they are written: each module finds one form of drafts."""
