"""The exit codes of the command line, and what each means: for scripts, and for the reference."""

EXITS: dict[int, str] = {
    0: "what was asked for is done; a run is completed",
    1: "a run failed, or a check of something said no",
    2: "the arguments or the document make no sense, or something could not be done",
    3: "there is no such run",
    4: "another run is going on in this project",
    5: "a run reached a limit: its budget, its attempts or its time",
    70: "a bug in Code Orchestrator; a file says what happened",
    75: "try again later: a run is paused, waits, or crashed and can be resumed",
    77: "the folder is not trusted, and nobody said yes",
    78: "the settings cannot be used",
    130: "a run was stopped, or you interrupted the program",
    141: "nobody reads what is printed any more",
}
