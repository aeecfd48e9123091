"""Names of OpenTelemetry's conventions for generative AI, in one place: they are still changing.

As of semantic conventions 1.41 ("development"). There is none for cost, so that one is ours.
"""

OPERATION = "gen_ai.operation.name"
INVOKE_AGENT = "invoke_agent"
INVOKE_WORKFLOW = "invoke_workflow"
AGENT = "gen_ai.agent.name"
CONVERSATION = "gen_ai.conversation.id"
MODEL = "gen_ai.request.model"
ERROR = "error.type"

COST = "code_orchestrator.cost.usd"
TOKENS = "code_orchestrator.usage.total_tokens"
RUN = "code_orchestrator.run.id"
MODE = "code_orchestrator.run.mode"
PHASE = "code_orchestrator.phase.id"
TASK = "code_orchestrator.task.id"
ATTEMPT = "code_orchestrator.attempt"
ROLE = "code_orchestrator.role"
SCORE = "code_orchestrator.review.score"
VERDICT = "code_orchestrator.review.verdict"
CHECK = "code_orchestrator.check.name"
STATUS = "code_orchestrator.status"
"""Agents state tokens in all and not by direction, so that the convention's two have no value."""
