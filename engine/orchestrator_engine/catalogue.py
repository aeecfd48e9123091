"""The phases that building a whole project may have: which of them a spec asks for, and where.

A catalogue to choose from and no template: an entry is there because an item says so in its own
words, and comes with that as its reason. What no entry knows is the core of the project.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from orchestrator_engine.plan import PlannedItem
from orchestrator_engine.wording import count, shorten

CORE = "core"
"""The entry of everything that only this project is for."""

_TITLE = 3  # what a title says counts so many times what the text beneath it says
_QUOTED = 40


@dataclass(frozen=True)
class Entry:
    """A phase: what it `does`, by which words (a regular expression) items ask for it.

    `after` names those that come before it, where they are there too.
    """

    name: str
    title: str
    does: str
    signs: str
    after: tuple[str, ...] = ()

    @cached_property
    def words(self) -> re.Pattern[str]:
        """The signs, as whole words in any letters."""
        return re.compile(rf"\b(?:{self.signs})\b", re.IGNORECASE)


CATALOGUE: tuple[Entry, ...] = (
    Entry(
        "scaffold",
        "Scaffold",
        "the empty project: layout, tools, a build and a test that run",
        r"scaffold(?:ing)?|boilerplate|monorepo|workspaces?|project (?:setup|structure|skeleton)"
        r"|set ?up (?:the|a) (?:project|repository|repo)|initiali[sz]e the (?:project|repository)",
    ),
    Entry(
        "database",
        "Database",
        "what is stored: schema, migrations, access to it",
        r"databases?|schemas?|migrations?|postgres(?:ql)?|mysql|sqlite|mongodb|orm|tables?"
        r"|data ?models?|entit(?:y|ies)|persist(?:ed|ence|ent)?|foreign keys?|index(?:es)? on",
        ("scaffold",),
    ),
    Entry(
        "auth",
        "Accounts and access",
        "who somebody is and what they may do",
        r"log ?in|log ?out|sign(?:s|ed)?[ -]?(?:up|in|out)|passwords?|oauth|jwt|sso"
        r"|sessions?|authenticat(?:e|es|ed|ion)|authori[sz](?:e|es|ed|ation)|permissions?"
        r"|roles?|2fa|mfa"
        r"|user accounts?",
        ("scaffold", "database"),
    ),
    Entry(
        CORE,
        "Core",
        "what the project is for: its logic, and the interfaces to it",
        r"api|endpoints?|rest|graphql|grpc|crud|business logic|commands?|cli|parse[rs]?|library"
        r"|algorithms?|rules? engine|websockets?",
        ("scaffold", "database", "auth"),
    ),
    Entry(
        "payments",
        "Payments",
        "taking money: plans, checkout, invoices, refunds",
        r"payments?|stripe|paypal|checkout|subscriptions?|invoices?|billing|refunds?|pricing plans?"
        r"|vat",
        ("auth", CORE),
    ),
    Entry(
        "frontend",
        "Frontend",
        "what people see and use",
        r"front-?end|pages?|screens?|components?|buttons?|forms?|layouts?|dashboards?|navigation"
        r"|react|vue|svelte|angular|css|tailwind|modals?|dialogs?|widgets?|responsive"
        r"|user interface"
        r"|ui|views?",
        (CORE,),
    ),
    Entry(
        "onboarding",
        "Onboarding",
        "the first minutes of somebody new",
        r"onboarding|welcome (?:tour|screen|flow)|first[- ]run|getting started|tutorials?"
        r"|walkthroughs?|empty states?",
        ("auth", "frontend"),
    ),
    Entry(
        "integration",
        "Integrations",
        "other systems: imports, exports, webhooks, third parties",
        r"integrat(?:e|es|ion|ions)|webhooks?|third[- ]part(?:y|ies)|slack|zapier|salesforce"
        r"|import(?:s|ed|ing)? from|export(?:s|ed|ing)? to|sync(?:s|hroni[sz]e[sd]?)? with",
        (CORE,),
    ),
    Entry(
        "polish",
        "Polish",
        "what makes it pleasant: states, motion, shortcuts, accessibility",
        r"polish(?:ed)?|animations?|transitions?|dark mode"
        r"|loading (?:states?|indicators?)|skeletons?"
        r"|toasts?|keyboard shortcuts?|accessib(?:le|ility)|wcag|a11y|micro-?interactions?",
        ("frontend",),
    ),
    Entry(
        "seed",
        "Seed data",
        "data to begin with, and to show",
        r"seed(?:s|ed|ing)?(?: data)?|fixtures?|demo data|sample data|example data",
        ("database", CORE),
    ),
    Entry(
        "landing",
        "Landing page",
        "the page that says what it is, to those who do not know it",
        r"landing pages?|hero section|marketing (?:site|page)|testimonials?|call to action",
        ("frontend",),
    ),
    Entry(
        "seo",
        "Search engines",
        "being found: titles, maps, structured data",
        r"seo|search engines?|meta (?:tags?|descriptions?)|sitemaps?|open ?graph|robots\.txt"
        r"|structured data|canonical urls?",
        ("frontend", "landing"),
    ),
    Entry(
        "legal",
        "Legal",
        "what the law wants: privacy, terms, consent, deletion",
        r"legal|gdpr|ccpa|privacy polic(?:y|ies)|terms of (?:service|use)"
        r"|cookie (?:banner|consent)s?"
        r"|consent|imprint|impressum|right to (?:be forgotten|erasure)",
        ("frontend",),
    ),
    Entry(
        "email",
        "Email",
        "messages that it sends",
        r"e-?mails?|smtp|newsletters?|sendgrid|mailgun|postmark|resend|push notifications?",
        ("auth", CORE),
    ),
    Entry(
        "analytics",
        "Analytics",
        "knowing how it is used",
        r"analytics|tracking events?|event tracking|metrics|posthog|plausible|google analytics"
        r"|usage statistics|conversion|funnels?",
        ("frontend",),
    ),
    Entry(
        "security",
        "Security",
        "holding against those who mean harm",
        r"security|rate[- ]limit(?:s|ed|ing)?|csrf|xss|injection|encrypt(?:s|ed|ion)?|audit logs?"
        r"|content security policy|csp|secrets? management|brute force|captcha",
        (CORE, "auth"),
    ),
    Entry(
        "support",
        "Support",
        "help for those who use it",
        r"support (?:requests?|tickets?|page|chat|form)|help ?(?:cent(?:er|re)|desk|pages?)|faqs?"
        r"|feedback (?:form|widget|button)s?|contact form|knowledge base",
        ("frontend",),
    ),
    Entry(
        "testing",
        "Tests",
        "tests beyond those that come with each item: whole ways through it",
        r"end[- ]to[- ]end tests?|e2e|test (?:suite|coverage|plan)s?|integration tests?|playwright"
        r"|cypress|coverage|property tests?|load tests?",
        (CORE, "frontend", "payments", "integration"),
    ),
    Entry(
        "screenshots",
        "Screenshots",
        "pictures of it, made by machine",
        r"screenshots?|screen ?casts?|visual regression",
        ("frontend", "polish", "seed"),
    ),
    Entry(
        "performance",
        "Performance",
        "being fast, and staying so",
        r"performance|latency|throughput|p9[59]|cach(?:e|es|ed|ing)|lazy[- ]load(?:s|ed|ing)?"
        r"|lighthouse|core web vitals|within \d+ ?(?:ms|milliseconds|seconds?)|bundle size",
        (CORE, "frontend"),
    ),
    Entry(
        "ci",
        "Continuous integration",
        "having every change built and tested by machine",
        r"ci(?:/cd)?|continuous (?:integration|delivery)|github actions|gitlab ci|build pipelines?",
        ("scaffold", "testing"),
    ),
    Entry(
        "deployment",
        "Deployment",
        "bringing it to where it runs",
        r"deploy(?:s|ed|ing|ments?)?|docker(?:file)?|kubernetes|helm|vercel|fly\.io|heroku|aws"
        r"|terraform|production environment|hosting|releases?|packag(?:e|es|ed|ing) (?:for|as)",
        ("ci", "testing", "performance", "security"),
    ),
    Entry(
        "launch",
        "Launch",
        "what is needed on the day: announcement, pictures, changelog",
        r"launch(?:es|ed|ing)?|product hunt|announcements?|press kit|social (?:cards?|images?)"
        r"|release notes|changelog",
        ("landing", "deployment", "screenshots"),
    ),
    Entry(
        "framework",
        "Framework",
        "what only this framework has: its own conventions, rendering, plugins",
        r"server[- ]side rendering|ssr|static generation|hydration|server components?"
        r"|service workers?"
        r"|pwa|app router|middleware|hot reload(?:ing)?|plugins? for",
        ("frontend",),
    ),
)

ENTRIES = {entry.name: entry for entry in CATALOGUE}


@dataclass(frozen=True, slots=True)
class Chosen:
    """A phase that items ask for: which of them, and in which words the first one does.

    `because` is empty for the core, which needs no other reason than that nothing else knows them.
    """

    entry: Entry
    items: tuple[PlannedItem, ...]
    because: str

    @property
    def why(self) -> str:
        """The reason, for a person."""
        more = len(self.items) - 1
        also = f" (and {count(more, 'more item')})" if more else ""
        if not self.because:
            return f"what the project is for, as {self.items[0].label} says{also}"
        return f"because {self.items[0].label} says “{self.because}”{also}"


def choose(items: Iterable[PlannedItem]) -> tuple[Chosen, ...]:
    """The phases that these items ask for, each item in the one that it speaks of most.

    In an order in which none comes before one that it is to come after.
    """
    found: dict[str, list[tuple[PlannedItem, str]]] = {}
    for item in items:
        name, said = _asks_for(item)
        found.setdefault(name, []).append((item, said))
    return tuple(
        Chosen(
            ENTRIES[name],
            # The one whose words are the reason stands first.
            tuple(item for item, _ in sorted(found[name], key=lambda each: not each[1])),
            next((said for _, said in found[name] if said), ""),
        )
        for name in _ordered(found.keys())
    )


def _asks_for(item: PlannedItem) -> tuple[str, str]:
    """The entry that an item speaks of most, and the words in which it does."""
    text = "\n".join((item.words, *item.criteria))
    weight = Counter[str]()
    said: dict[str, str] = {}
    for entry in CATALOGUE:
        for factor, where in ((_TITLE, item.title), (1, text)):
            hits = [hit[0] for hit in entry.words.finditer(where)]
            weight[entry.name] += factor * len({hit.casefold() for hit in hits})
            if hits:
                said.setdefault(entry.name, shorten(hits[0], _QUOTED))
    name, most = max(weight.items(), key=lambda each: each[1])
    return (name, said[name]) if most else (CORE, "")


def _ordered(names: Iterable[str]) -> Sequence[str]:
    """Names in an order that keeps `after`, and the catalogue's where that leaves a choice."""
    there = set(names)
    done: list[str] = []
    left = [entry for entry in CATALOGUE if entry.name in there]
    while left:
        ready = next(
            entry
            for entry in left
            if all(name in done or name not in there for name in entry.after)
        )
        done.append(ready.name)
        left.remove(ready)
    return done
