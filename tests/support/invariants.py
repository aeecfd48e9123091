"""What must be so in every run, at every moment, apart from the code that sees to it."""

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from orchestrator_engine import events as e
from orchestrator_engine.agenda import Agenda
from orchestrator_engine.fold import fold
from orchestrator_engine.recorded import Recorded, decode
from orchestrator_engine.run import Run, Stage, Status, TaskState
from orchestrator_engine.spending import Reserve
from support.memory_store import Memory


class Allowance(NamedTuple):
    """Billionths of a US dollar, and tokens."""

    nanos: int
    tokens: int


LONGEST_WHY = 900
"""Characters of a reason that a person still reads."""


ANSWER = Allowance(20_000_000, 50)
"""What one answer of a model takes at most: a call is stopped after the one that passes its share.
"""


class Watch:
    """Looks on from outside: `branch` is the run's, `merged` the task of each commit on it.

    `told` is the journal as it was read, `ends` how often the run has ended, and `slept` the
    seconds in which nothing happened.
    """

    def __init__(self, memory: Memory, branch: Sequence[str], merged: Mapping[str, str]) -> None:
        self.ends = 0
        self.slept = 0.0
        self._memory = memory
        self._branch = branch
        self._task_of = merged
        self.told: list[Recorded] = []
        self._turns = 0
        self._merged: dict[str, str] = {}
        self._wound = False

    def clock(self) -> float:
        """Seconds, one for each event, and those in which everybody waited."""
        return float(len(self._memory.rows)) + self.slept

    def look(self, run: Run) -> None:  # noqa: C901  # one case an event
        """Read what is new in the journal; `run` has all of it."""
        for row in self._memory.rows[len(self.told) :]:
            entry = row.entry
            event = decode(entry.kind, entry.version, entry.data)
            self.told.append(Recorded(row.seq, row.epoch, row.at, event))
            match event:
                case e.PlanAsked():
                    assert run.waits is None or run.seq > row.seq, "it did not wait"
                    assert not any(state.attempts for state in run.tasks.values()), "too late"
                case e.PhaseStarted(phase=phase) if run.seq == row.seq:
                    _may_begin_anything(run)
                    gates = run.phases[phase].phase.after
                    assert all(run.phases[gate].passed for gate in gates), "a phase is in its way"
                case e.AttemptStarted():
                    assert run.waits is None or run.seq > row.seq, "it did not wait"
                    assert not self._wound, "an agent was started although a person wants an end"
                    if run.seq == row.seq:
                        _may_begin(run, event, self._branch)
                case e.TaskMerged(task=task):
                    _may_merge(run, run.tasks[task])
                case e.QuestionAsked() if run.seq == row.seq:
                    _may_ask(run, event)
                case e.WorkerTookOver() | e.RunEnded() if run.seq == row.seq:
                    assert not run.questions, "a question outlived the agent that asked it"
                    assert run.thinking is None, "a person thinks about nothing"
                case e.CommandApplied(name="stop" | "pause", why=""):
                    self._wound = True
                case e.CommandApplied(name="resume" | "restart", why="") | e.RunResumed():
                    self._wound = False
                case _:
                    pass

    def turned(self, run: Run, busy: frozenset[str]) -> None:
        """A decision was made, and these subjects are busy with it."""
        self._turns += 1
        limit = run.created.settings.max_concurrent_agents
        _within_budget(run)
        working = busy & run.tasks.keys()
        assert len(working) <= limit, f"{len(working)} at once, and {limit} are allowed"
        if len(working) > 1:
            _apart([run.tasks[task] for task in sorted(working)])
        for question in run.questions:
            assert question.task in busy, "nobody waits for the answer any more"
        assert (run.thinking is None) == (not run.questions), "thinking is not told"
        for state in run.tasks.values():
            merged = self._merged.get(state.task.id)
            assert merged is None or merged == state.merged, "a merge was forgotten"
            if state.merged is not None:
                self._merged[state.task.id] = state.merged
        if self._turns % 8 == 0:
            _agenda_is_true(run)

    def ended(self, run: Run) -> None:
        """The run has ended, for now or for good."""
        self.ends += 1
        _agenda_is_true(run)
        _why_is_true(run)

    def closed(self, run: Run) -> None:
        """Nobody will ever do anything about the run again."""
        self.look(run)
        assert fold(self.told) == run, "the journal says something else"
        events = [record.event for record in self.told]
        answers = Counter(one.command for one in events if isinstance(one, e.CommandApplied))
        assert all(count == 1 for count in answers.values()), "a command was applied twice"
        merged = Counter(one.task for one in events if isinstance(one, e.TaskMerged))
        assert all(count == 1 for count in merged.values()), "a task was merged twice"
        assert Counter(self._task_of.values()) == merged, "the branch has something else"
        refused = {(one.task, one.attempt) for one in events if isinstance(one, e.TaskReopened)}
        as_it_was = {(one.task, one.attempt) for one in events if isinstance(one, e.TaskMerged)}
        assert not refused & as_it_was, "what does not fit was merged as it was"
        ticked = [item for one in events if isinstance(one, e.ItemsTicked) for item in one.items]
        assert len(set(ticked)) == len(ticked), "an item was ticked twice"
        assert set(ticked) <= set(run.merged_items()), "an item was ticked that is not done"
        _ledger_is_true(run, events)
        _answers_are_true(run, events)

    def show(self) -> None:
        """Print what happened, one event a line."""
        for record in self.told:
            sys.stdout.write(f"{record.seq:4} ({record.epoch}) {record.event}\n")


def _may_begin_anything(run: Run) -> None:
    settings, planning = run.created.settings, run.planning
    assert planning.done or not settings.planner, "it was begun before there was a plan"
    assert planning.approved or not settings.approval, "nobody said yes to the plan"


def _may_begin(run: Run, begun: e.AttemptStarted, branch: Sequence[str]) -> None:
    state = run.tasks[begun.task]
    phase = run.phases[state.phase]
    assert not state.stage.over, "a task was begun that is over"
    assert all(run.tasks[other].merged for other in state.task.after), "it waits for another task"
    assert phase.started_at is not None, "its phase has not begun"
    assert phase.passed is None, "its phase is over"
    assert begun.attempt == len(state.attempts), "the attempts are miscounted"
    assert begun.round == len(state.rounds), "the rounds are miscounted"
    most = run.created.settings.max_review_cycles
    # Who has to begin again because of what others merged has all rounds again.
    assert begun.round <= (most + 1) * (state.reopenings + 1), "a round too many"
    assert state.reopenings <= max(most, 1), "reopened too often"
    before = state.rounds[-2] if len(state.rounds) > 1 else None
    if before is None or before.reopened is not None:
        # Others may have been merged since it was decided; what it builds on was before that.
        there = branch[: branch.index(begun.base) + 1]
        needed = [run.tasks[other].merged for other in state.task.after]
        assert all(commit in there for commit in needed), "what it builds on is not in its base"
    else:
        assert begun.base == (before.commit or before.base), "a round was lost"


def _may_ask(run: Run, asked: e.QuestionAsked) -> None:
    state = run.tasks[asked.task]
    assert state.stage is Stage.WORKING, "nobody works who could ask"
    assert state.attempt is not None
    assert state.attempt.number == asked.attempt, "it was asked for another attempt"
    assert asked.key not in run.allowed, "what is allowed for the whole run was asked again"


def _answers_are_true(run: Run, events: Sequence[e.Event]) -> None:
    """Every question was settled once, and nothing is allowed that no person allowed."""
    asked = {one.id: one for one in events if isinstance(one, e.QuestionAsked)}
    answered = {one.id: one for one in events if isinstance(one, e.QuestionAnswered)}
    assert run.asked == len(asked), "questions are miscounted"
    assert run.settled.keys() == asked.keys(), "a question was forgotten"
    for name, how in run.settled.items():
        assert how.withdrawn == (name not in answered), f"{name} was not settled like that"
        assert how.withdrawn or how.allow == answered[name].allow, "a refusal became a yes"
    kept = {asked[name].key for name, one in answered.items() if one.allow and one.remember}
    assert run.allowed.keys() == kept, "what is remembered is not what a person said"
    yes = sum(one.allow for one in answered.values())
    told = sum(len(each.allowed) for state in run.tasks.values() for each in state.attempts)
    assert told == yes, "what was allowed is miscounted"
    assert run.paused >= 0.0


def _may_merge(run: Run, state: TaskState) -> None:
    attempt = state.attempt
    assert attempt is not None
    assert attempt.outcome is not None
    assert attempt.outcome.status == "done"
    before = state.rounds[-2] if len(state.rounds) > 1 else None
    # What was put back is mended already, and the rest of that round's work may stay as it is.
    left = before is not None and bool(before.restored and before.changes)
    assert attempt.changes or left, "nothing was merged as something"
    assert not attempt.restored, "a protected path was bent"
    assert attempt.checks_passed, "its checks did not pass"
    assert state.approved or not run.created.settings.review, "unreviewed is not approved"
    assert state.failed is None
    assert state.skipped is None


def _within_budget(run: Run) -> None:
    """No limit is passed by more than what one answer takes, of each call that can be under way."""
    at_once = run.created.settings.max_concurrent_agents
    gone, held, most = run.spending.gone(), run.reserved, run.budget.run
    nanos = (gone.nanos or 0) + (held.nanos or 0)
    tokens = (gone.tokens or 0) + (held.tokens or 0)
    assert most.nanos is None or nanos <= most.nanos + at_once * ANSWER.nanos, "overspent"
    assert most.tokens is None or tokens <= most.tokens + at_once * ANSWER.tokens, "overspent"
    assert most.attempts is None or run.goes <= most.attempts, "more attempts than allowed"
    most = run.budget.task
    for state in run.tasks.values():
        # A person who has a task tried again allows it as much once more.
        gone = state.spending.gone().less(state.forgiven.gone())
        assert state.earlier or not state.forgiven.nanos, "forgiven, and never tried again"
        nanos, tokens = gone.nanos or 0, gone.tokens or 0
        assert most.nanos is None or nanos <= most.nanos + ANSWER.nanos, "a task overspent"
        assert most.tokens is None or tokens <= most.tokens + ANSWER.tokens, "a task overspent"


def _apart(states: Sequence[TaskState]) -> None:
    """No two of these tasks touch the same file or folder."""
    for at, one in enumerate(states):
        for other in states[at + 1 :]:
            for mine in one.task.files:
                for theirs in other.task.files:
                    longer, shorter = sorted((mine, theirs), key=len, reverse=True)
                    together = longer == shorter or longer.startswith(f"{shorter}/")
                    assert not together, f"{mine} and {theirs} are worked on side by side"


def _agenda_is_true(run: Run) -> None:
    assert run.agenda is not None
    assert run.agenda == Agenda.of(run.agenda), "the agenda has gone astray"
    for task, state in run.tasks.items():
        place = run.tasks.place(task)
        lost = state.stage in (Stage.FAILED, Stage.SKIPPED)
        assert (place in run.agenda.merged) == (state.stage is Stage.MERGED)
        assert (place in run.agenda.lost) == lost
        here = state.attempts[state.earlier :]
        assert (place in run.agenda.begun) == (bool(here) and not state.stage.over)


def _why_is_true(run: Run) -> None:
    states = list(run.tasks.values())
    phases = list(run.phases.values())
    settled = all(state.merged is not None or state.left_out for state in states)
    some = any(state.merged is not None for state in states)
    done = settled and some and all(phase.passed for phase in phases)
    assert (run.status is Status.COMPLETED) == done, f"{run.status} is not the truth"
    assert run.why, "an end without a reason"
    if run.status is Status.LIMIT and "is used up" in run.why:
        most, gone = run.budget.run, run.spending.gone()
        used_up = (most.nanos, gone.nanos), (most.tokens, gone.tokens)
        assert any(limit is not None and limit <= (used or 0) for limit, used in used_up), run.why
    assert "\n" not in run.why, "a reason is one line"
    assert len(run.why) < LONGEST_WHY, "nobody reads so long a reason"
    if run.status is Status.FAILED:
        assert all(state.stage.over for state in states), "there was more to do"
        failed = [phase for phase in phases if phase.passed is False]
        assert failed or not some, "it failed, and nothing did"
        assert all(phase.why for phase in failed), "a phase failed for no reason"
        told = any(phase.phase.title in run.why and phase.why in run.why for phase in failed)
        assert told or not failed, "the reason is not why it failed"
    for state in states:
        if state.skipped is not None and not state.wished:
            before = [run.tasks[other] for other in state.task.after]
            gates = [run.phases[gate] for gate in run.phases[state.phase].phase.after]
            stopped = any(one.stage in (Stage.FAILED, Stage.SKIPPED) for one in before)
            assert stopped or any(gate.passed is False for gate in gates), "skipped for nothing"


def _ledger_is_true(run: Run, events: Sequence[e.Event]) -> None:
    """What was spent is what agents said, and one unknown for each that never said anything."""
    begun, usd, unknown = 0, 0.0, 0
    assert run.reserved == Reserve(0, 0), "something is set aside for a call that is over"
    for event in events:
        begun += isinstance(event, e.AttemptStarted | e.ReviewStarted | e.PlanAsked)
        said: list[float | None] = []
        if isinstance(event, e.AttemptEnded | e.PlanAnswered):
            said = [event.outcome.usd]
        if isinstance(event, e.TaskReviewed):
            said = [event.review.usd]
        for amount in said:
            begun -= 1
            usd += amount or 0.0
            unknown += amount is None
    assert abs(run.spending.usd - usd) < 1e-6, "money is missing"
    assert run.spending.unknown == unknown + begun, "what nobody knows is miscounted"
