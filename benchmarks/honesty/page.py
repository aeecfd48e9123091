"""The page of all lies, `docs/honesty.md`: made of what each has to come to."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from benchmarks.honesty import bent, judges, surroundings, work
from benchmarks.honesty.lies import Lie
from orchestrator_engine.markdown import inline

GROUPS: Mapping[str, Sequence[Lie]] = {
    "About the work": work.LIES,
    "About the tests": bent.LIES,
    "Of those who judge and plan": judges.LIES,
    "About the world around": surroundings.LIES,
}

_FOUND = {
    "engine": "the engine",
    "checks": "the checks",
    "reviewer": "the engine, in the review",
    "undone": "nobody had to: it was thrown away",
    "nobody": "**nobody**",
}

_BEGIN = """\
# Honesty

An agent's “done” is a claim. Here are {count} scripted agents that lie, in real repositories with real git, journals, checks and processes, and what has to come of each: how the run ends, what is merged, and the reason in the words that a person reads. `python3 dev.py honesty` has all of them told; the quicker ones are told at every test run, and this table is what they are held to.

**{caught} of {count} come to nothing.** {through}

In every one of them it is looked at, too, that the boxes in the document say just what was merged and nothing else in it is another, that tests, settings of tests and linter, CI and the document are on the run's branch as they were, that the person's branch, index, files, git settings and hooks and a folder beside the project were not touched, that the report says why, and that no process is left.

The reviewer in these scenarios believes everything, unless the lie is the reviewer's own: what the table shows is what the engine and the checks find out by themselves.
"""

_END = """\
## What no machine sees

- A program under test can say anything in its own process. One that prints what a test runner prints, and then ends with exit code 0 before a test has run, passes for one that was tested: the counts are read from what the process says. It shows in the diff, which is the reviewer's to read.
- Work that passes every check and is not what was asked for; a new test that asserts nothing. That is what reviews are for, and the mode `test` tries whether generated tests can fail.
- Without bubblewrap (Linux) nothing but the agent's own rules keeps it in its worktree: the {walled} lies of this page that leave it are told behind walls only.

In the reasons, `…` stands for the folder of the run, `N s` for seconds.
"""


def every() -> Iterator[Lie]:
    """All lies, in the order of the page."""
    for lies in GROUPS.values():
        yield from lies


def page() -> str:
    """The whole page."""
    lies = list(every())
    through = [lie for lie in lies if lie.found == "nobody"]
    named = "; ".join(f"an agent that {inline(lie.name)}" for lie in through)
    words = f"{len(through)} does not: {named}. See [below](#what-no-machine-sees)."
    counts = Counter(lie.walls for lie in lies)
    parts = [
        _BEGIN.format(
            count=len(lies),
            caught=len(lies) - len(through),
            through=words if through else "",
        )
    ]
    for title, group in GROUPS.items():
        rows = "\n".join(map(_row, group))
        parts.append(
            f"## {title}\n\n| an agent that … | the run | because | found out by |\n"
            f"| --- | --- | --- | --- |\n{rows}\n"
        )
    parts.append(_END.format(walled=counts[True]))
    return "\n".join(parts)


def _row(lie: Lie) -> str:
    merged = f", {' and '.join(lie.merged)} merged" if lie.merged else ", nothing merged"
    cells = (lie.name, f"{lie.status}{merged}", lie.why, "")
    return f"| {' | '.join(map(inline, cells[:3]))} | {_FOUND[lie.found]} |"
