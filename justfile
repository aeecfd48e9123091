# Daily commands; the same as `python3 dev.py COMMAND`, which needs no just.

# print this menu
_menu:
    @{{just_executable()}} --list --unsorted

# carry out the example, and see what a run is
example:
    @python3 dev.py example

# every check and every test
test:
    @python3 dev.py test

# the checks alone
check:
    @python3 dev.py check

# put the code into shape
fmt:
    @python3 dev.py fmt

# the benchmarks
bench:
    @python3 dev.py bench

# have scripted agents lie in every way that we know, and see what comes of it
honesty *WORDS:
    @python3 dev.py honesty {{WORDS}}

# the long forms of the reliability tests, for hours
torture:
    @python3 dev.py torture

# one simulated run, by its seed; with a count behind it, look for one that fails
simulate +SEED:
    @python3 dev.py simulate {{SEED}}

# how well the analyzer does on labelled documents: DIR/labels.csv, DIR/documents
corpus +DIR:
    @python3 dev.py corpus {{DIR}}

# whether ticks and other edits of the documents in DIR do no harm
edits +DIR:
    @python3 dev.py edits {{DIR}}

# write the JSON schemas that are shipped anew
schema:
    @python3 dev.py schema

# build the VS Code extension (needs npm)
vsix:
    @python3 dev.py vsix

# choose new versions of everything that is needed (needs uv)
lock:
    @python3 dev.py lock
