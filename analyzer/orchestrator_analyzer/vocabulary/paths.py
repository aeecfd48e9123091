"""Words by which a path says what sort of document it leads to."""

import re

from orchestrator_analyzer.spec import DocumentKind as Kind

# What the end of a path says; the first that matches counts. Weight, kind.
_NAMES: tuple[tuple[str, float, Kind], ...] = (
    (r"issue[\W_]?template[\W_].*|pull[\W_]request[\W_]template", 6.0, Kind.OTHER),
    (
        r"contributing|code[\W_]of[\W_]conduct|license|support|security|maintainers|governance|authors",
        6.0,
        Kind.OTHER,
    ),
    (
        (
            r"agents|claude|gemini|copilot[\W_]instructions|skill|constitution|cursorrules|system[\W_]prompt"
            r"|prompt"
        ),
        6.0,
        Kind.OTHER,
    ),
    (r"\w*[\W_]templates?", 5.0, Kind.OTHER),
    (r"changelog|changes|history|release[\W_]notes|news", 5.0, Kind.CHANGELOG),
    (r"readme", 7.0, Kind.README),
    (
        (
            r"(?:test|testing|qa)[\W_]?(?:plan|strategy|cases?|scenarios?|matrix|checklist|suite"
            r"|(?:case[\W_]?)?(?:spec|specification|design|document|script|procedure))s?"
        ),
        4.0,
        Kind.TEST_PLAN,
    ),
    (
        r"(?:audit|assessment|pentest|security[\W_]review|vulnerabilit\w+)(?:[\W_]report)?",
        3.5,
        Kind.AUDIT_REPORT,
    ),
    (
        r"(?:bugs?|known[\W_]issues|defects?|bug[\W_]report|postmortem|root[\W_]cause)",
        3.0,
        Kind.BUG_REPORT,
    ),
    (
        (
            r"(?:report|summary|status|progress|results?|analysis|completion"
            r"|coverage|complete|completed|recap|checkpoint|current[\W_]state)"
        ),
        2.5,
        Kind.STATUS_REPORT,
    ),
    (r"roadmap|milestones?|vision", 3.5, Kind.ROADMAP),
    (r"(?:backlog|ideas|wishlist|feature[\W_]requests)", 4.0, Kind.BACKLOG),
    (
        r"(?:refactor(?:ing)?|migration|rewrite|upgrade|release|launch|implementation)[\W_]to[\W_]?dos?",
        2.5,
        Kind.TASK_LIST,
    ),
    (r"to[\W_]?dos?", 2.5, Kind.BACKLOG),
    (r"(?:tasks?|checklist|implementation[\W_]plan|work[\W_]?plan)", 2.5, Kind.TASK_LIST),
    (
        r"pending[\W_](?:features|work|tasks)|next[\W_]steps|improvements|enhancements",
        3.5,
        Kind.BACKLOG,
    ),
    (
        r"(?:requirements?|spec|specs|specification|prd|srs|user[\W_]?stories|features?|epics?)",
        3.5,
        Kind.SPEC,
    ),
    (r"proposal", 2.0, Kind.SPEC),
    (
        r"(?:design|architecture|adr|rfc|decisions?|data[\W_]?model|db[\W_]?schema)",
        3.5,
        Kind.DESIGN_DOC,
    ),
    (
        r"(?:notes?|minutes|meetings?|agenda|retro(?:spective)?s?|stand[\W_]?up|journal|handoff|handover|brainstorm|diary|log)",
        3.0,
        Kind.NOTES,
    ),
    (
        (
            r"(?:guide|tutorial|how[\W_]?to|setup|install\w*|usage|api|faq|docs|reference|manual|glossary"
            r"|conventions|guidelines|troubleshooting|runbook|playbook|deploy(?:ment)?|onboarding|workflow"
            r"|best[\W_]practices|cheat[\W_]?sheet|configuration|policy|quick[\W_]?start"
            r"|getting[\W_]started|migration[\W_]guide|rules)"
        ),
        2.5,
        Kind.OTHER,
    ),
    (r"plan", 1.5, Kind.TASK_LIST),
)
# A name begins at a mark or, as in `TestReport`, at a capital.
_BEGIN = r"(?:^|[\W_]|(?-i:(?<=[a-z])(?=[A-Z])))"
# Behind the name may stand a language, a version, or what sort of copy it is.
_NAME_END = r"(?:[\W_]+(?:[a-z]{2}(?:[\W_][a-z]{2})?|v?[\d.]+|example|sample|draft|final))?$"
NAMES: tuple[tuple[re.Pattern[str], float, Kind], ...] = tuple(
    (re.compile(rf"{_BEGIN}(?:{pattern}){_NAME_END}", re.IGNORECASE), weight, kind)
    for pattern, weight, kind in _NAMES
)

# What a folder or any other word of a path says, where the name itself may say something else.
PLACES: tuple[tuple[re.Pattern[str], float, Kind], ...] = tuple(
    (re.compile(rf"(?:^|[\W_])(?:{pattern})(?=[\W_])", re.IGNORECASE), weight, kind)
    for pattern, weight, kind in (
        (
            r"adrs?|rfcs?|keps?|eips?|peps?|decisions|proposals|design[\W_]?docs",
            2.5,
            Kind.DESIGN_DOC,
        ),
        (
            (
                r"issue[\W_]template|templates|plantillas|vorlagen|sjablonen|modelos|modelli|шаблоны|模板"
                r"|テンプレート|템플릿"
            ),
            4.0,
            Kind.OTHER,
        ),
        (
            (
                r"(?:claude|cursor|opencode|github|codex|gemini|windsurf|roo|kilocode|bmad|agents?)[\W_]+"
                r"(?:commands?|agents?|skills?|prompts?|rules|instructions|chatmodes|workflows)"
            ),
            7.0,
            Kind.OTHER,
        ),
        (r"skills|prompts|personas|slash[\W_]commands|checklists[\W_]templates", 3.0, Kind.OTHER),
        (
            (
                r"articles?|blog|posts|lessons?|courses?|curriculum|wiki|manuals|handbook|learn|lectures?"
                r"|school|exercises?|runbooks?|playbooks?"
            ),
            2.0,
            Kind.OTHER,
        ),
        (r"specs[\W_]+\d{3}[\W_].*[\W_]checklists", 4.0, Kind.OTHER),
        (r"checklists?", 3.0, Kind.TASK_LIST),
        (r"guides?|how[\W_]to|tutorials?|reference", 1.5, Kind.OTHER),
        (r"steering", 4.0, Kind.OTHER),
        (r"openspec[\W_]+changes(?=.*[\W_]proposal)", 3.0, Kind.SPEC),
        (r"prds?|user[\W_]stories", 2.0, Kind.SPEC),
        (r"post[\W_]?mortems?|incidents?", 2.0, Kind.BUG_REPORT),
        (r"roadmaps?", 1.5, Kind.ROADMAP),
        (r"retro(?:spective)?s?|stand[\W_]?ups?", 2.0, Kind.NOTES),
        (r"requirements", 1.0, Kind.SPEC),
        (r"plans", 1.0, Kind.TASK_LIST),
        (r"(?:task|ticket|step|story)[\W_]?(?:[^\W\d_]{1,4}[\W_])?\d+", 1.5, Kind.TASK_LIST),
        (r"todo", 1.0, Kind.TASK_LIST),
        (r"design[\W_]?docs?|designs", 2.5, Kind.DESIGN_DOC),
        (r"bugs|issues", 1.0, Kind.BUG_REPORT),
        (r"(?:bug|issue|defect|incident)[\W_]?\d+", 1.5, Kind.BUG_REPORT),
        (r"fix(?=[\W_]+(?!plan|summary|report|list))", 1.0, Kind.BUG_REPORT),
        (r"reports", 1.0, Kind.STATUS_REPORT),
        (r"audits?", 1.0, Kind.AUDIT_REPORT),
        (r"hand[\W_]?offs?|meetings|minutes|journal|notes", 2.0, Kind.NOTES),
        (r"tests?[\W_](?:plans?|cases)", 1.5, Kind.TEST_PLAN),
    )
)
