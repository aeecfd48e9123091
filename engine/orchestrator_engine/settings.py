"""What a run may do and who does it, fixed when it is created."""

from collections.abc import Iterable
from dataclasses import dataclass

from orchestrator_engine.attempt import Role
from orchestrator_engine.choices import Choice, Tool
from orchestrator_engine.listeners import NOBODY, Notify, Plugin
from orchestrator_engine.plan import Task
from orchestrator_engine.questions import Whom
from orchestrator_engine.spending import UNLIMITED, Budget

PLANS = 3
"""How many plans an agent may give: the first, and two that mend what was wrong."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run may do, fixed when it is created. Times are seconds.

    `max_wait` is how long it waits in one go for an agent that cannot work now, `retry_delay` and
    its cap are the pauses where nobody says how long that takes. `agent` does the work; `roles` say
    who is asked in each role where that is not simply this agent, and `tools` are the programs that
    the project's settings make agents of. `ask` says who answers what agents ask, and
    `answer_timeout` for how long a question waits before it is refused. With `record` each job of
    an agent is recorded, with `planner` an agent plans before anything is done, and with `approval`
    its plan waits for a person's yes.

    `sandbox` is what holds agents and checks (`bubblewrap`, or nothing), `check_network` whether
    checks reach the network then. `permission_mode` is what agents may do by themselves: `edit`,
    `ask` or, held by a sandbox, `free`.

    `plugins` are called at each hook, for at most `plugin_timeout`, and `notify` says how a person
    is told of what happens. `log_level` is the least that the worker writes into its log.
    """

    agent: str
    review: bool = True
    min_task_score: int = 7
    max_review_cycles: int = 2
    max_concurrent_agents: int = 1
    agent_start_delay: float = 1.0
    task_timeout: float = 900.0
    idle_timeout: float = 300.0
    max_restarts: int = 50
    restart_delay: float = 5.0
    restart_delay_cap: float = 60.0
    write_statuses: bool = True
    budget: Budget = UNLIMITED
    max_wait: float = 21_600.0
    retry_delay: float = 30.0
    retry_delay_cap: float = 600.0
    baseline: bool = False
    sandbox: str = ""
    check_network: bool = True
    roles: tuple[Choice, ...] = ()
    tools: tuple[Tool, ...] = ()
    record: bool = False
    planner: bool = False
    approval: bool = False
    ask: Whom = Whom.NOBODY
    answer_timeout: float = 600.0
    phase_timeout: float = 7200.0
    permission_mode: str = "ask"
    plugins: tuple[Plugin, ...] = ()
    plugin_timeout: float = 30.0
    notify: Notify = NOBODY
    lenses: tuple[str, ...] = ()
    mutants: int = 20
    mutation_time: float = 300.0
    log_level: str = "info"

    def lenses_of(self, task: Task) -> tuple[str, ...]:
        """Through which lenses a task's change is looked at; an empty one stands for all of it."""
        return tuple(dict.fromkeys((*self.lenses, *task.lenses))) or ("",)

    def calls_of(self, task: Task) -> int:
        """How many calls of agents a task takes at least: the work, and each review."""
        return 1 + (len(self.lenses_of(task)) if self.review else 0)

    def calls(self, tasks: Iterable[Task]) -> tuple[int, int]:
        """How many calls of agents a run of these tasks makes: where all goes well, and at most.

        The most is every round that each task may have, and every plan that may be sent back. What
        nobody can foresee comes on top: conflicts, reviewers without a verdict, calls cut short.
        """
        once = sum(map(self.calls_of, tasks))
        least, most = once, once * (self.max_review_cycles + 1)
        return (least + 1, most + PLANS) if self.planner else (least, most)

    def choice(self, role: Role) -> Choice:
        """Who is asked in a role."""
        return next((one for one in self.roles if one.role is role), Choice(role, self.agent))

    @property
    def crew(self) -> tuple[Choice, ...]:
        """Who is asked in each role that there is."""
        away = {Role.REVIEWER: not self.review, Role.PLANNER: not self.planner}
        return tuple(self.choice(role) for role in Role if not away.get(role))

    @property
    def mixed(self) -> bool:
        """Whether it matters in which role somebody is asked."""
        return len({choice.words for choice in self.crew}) > 1
