"""Node.js: `package.json`, the lock file of its package manager, and its workspaces."""

import re
from collections.abc import Iterator
from typing import Any

from orchestrator_engine.ecosystems.files import Files, texts
from orchestrator_engine.ecosystems.project import (
    Command,
    Facet,
    Finding,
    Project,
    Purpose,
    Table,
    clash,
    technologies,
)
from orchestrator_engine.json_values import members_of

NAME = "Node.js"
MANIFEST = "package.json"
PLACEHOLDER = "no test specified"
"""What `npm init` writes where a test command should be."""

LOCK_FILES = {
    "pnpm-lock.yaml": "pnpm",
    "bun.lock": "bun",
    "bun.lockb": "bun",
    "yarn.lock": "yarn",
    "package-lock.json": "npm",
    "npm-shrinkwrap.json": "npm",
}
INSTALL = {
    "npm": ("npm", "ci"),
    "pnpm": ("pnpm", "install", "--frozen-lockfile"),
    "yarn": ("yarn", "install", "--frozen-lockfile"),
    "yarn berry": ("yarn", "install", "--immutable"),
    "bun": ("bun", "install", "--frozen-lockfile"),
}
PROGRAM = {
    "npm": ("npx", "--no-install"),
    "pnpm": ("pnpm", "exec"),
    "yarn": ("yarn", "run"),
    "bun": ("bun", "x", "--no-install"),
}
"""How a program of an installed package is started."""

RUNNERS = {
    "vitest": ("vitest", "run"),
    "jest": ("jest",),
    "mocha": ("mocha",),
    "ava": ("ava",),
    "@playwright/test": ("playwright", "test"),
}
"""What tests where no script does, by the package that is needed for it."""

SCRIPTS = {
    Purpose.LINT: ("lint",),
    Purpose.TYPES: ("typecheck", "type-check", "check-types", "types", "tsc"),
    Purpose.FORMAT: ("format:check", "check:format", "fmt:check", "prettier:check"),
    Purpose.END_TO_END: ("test:e2e", "e2e", "test:end-to-end"),
}
TOOLS = {
    Purpose.LINT: {
        "eslint": ("eslint", "."),
        "@biomejs/biome": ("biome", "check"),
        "oxlint": ("oxlint",),
    },
    Purpose.FORMAT: {"prettier": ("prettier", "--check", ".")},
}
PORTS = {
    "next": 3000,
    "nuxt": 3000,
    "astro": 4321,
    "@angular/core": 4200,
    "react-scripts": 3000,
    "@sveltejs/kit": 5173,
    "vite": 5173,
}
"""Where a dev server listens where its script does not say."""

TECHNOLOGIES: Table = {
    Facet.FRAMEWORK: {
        "next": "Next.js",
        "nuxt": "Nuxt",
        "astro": "Astro",
        "@remix-run/react": "Remix",
        "@sveltejs/kit": "SvelteKit",
        "svelte": "Svelte",
        "@angular/core": "Angular",
        "vue": "Vue",
        "solid-js": "Solid",
        "react": "React",
        "@nestjs/core": "NestJS",
        "express": "Express",
        "fastify": "Fastify",
        "hono": "Hono",
        "koa": "Koa",
        "electron": "Electron",
        "react-native": "React Native",
        "vite": "Vite",
    },
    Facet.ORM: {
        "prisma": "Prisma",
        "@prisma/client": "Prisma",
        "drizzle-orm": "Drizzle",
        "typeorm": "TypeORM",
        "sequelize": "Sequelize",
        "mongoose": "Mongoose",
        "knex": "Knex",
        "@mikro-orm/core": "MikroORM",
        "kysely": "Kysely",
    },
    Facet.DATABASE: {
        "pg": "PostgreSQL",
        "postgres": "PostgreSQL",
        "mysql2": "MySQL",
        "better-sqlite3": "SQLite",
        "sqlite3": "SQLite",
        "mongodb": "MongoDB",
        "redis": "Redis",
        "ioredis": "Redis",
        "@supabase/supabase-js": "Supabase",
        "firebase": "Firebase",
    },
    Facet.AUTHENTICATION: {
        "next-auth": "Auth.js",
        "@auth/core": "Auth.js",
        "better-auth": "Better Auth",
        "lucia": "Lucia",
        "passport": "Passport",
        "@clerk/nextjs": "Clerk",
        "@clerk/clerk-react": "Clerk",
        "jsonwebtoken": "JSON Web Tokens",
    },
    Facet.STYLING: {
        "tailwindcss": "Tailwind CSS",
        "styled-components": "styled-components",
        "@emotion/react": "Emotion",
        "sass": "Sass",
        "bootstrap": "Bootstrap",
        "@mui/material": "Material UI",
        "@chakra-ui/react": "Chakra UI",
    },
    Facet.TESTING: {
        "vitest": "Vitest",
        "jest": "Jest",
        "mocha": "Mocha",
        "ava": "AVA",
        "@playwright/test": "Playwright",
        "cypress": "Cypress",
    },
}
_PORT = re.compile(r"(?:--port[ =]|-p[ =]?|\bPORT=)(\d{2,5})\b")
_LISTED = re.compile(r"""^\s*-\s*["']?([^"'#\s]+)""")


def project(files: Files) -> Project | None:
    """A Node.js project, or None."""
    if not files.has(MANIFEST):
        return None
    manifest = files.json(MANIFEST)
    source = files.path(MANIFEST)
    if manifest is None:
        broken = Finding(
            f"{source} is not readable as JSON", "mend it: no command is known", source
        )
        return Project(NAME, files.folder, "npm", source, findings=(broken,))
    manager, why = _manager(files, manifest)
    needed = _needed(manifest)
    locks = dict.fromkeys(LOCK_FILES[name] for name in LOCK_FILES if files.has(name))
    first = [next(n for n in LOCK_FILES if LOCK_FILES[n] == m and files.has(n)) for m in locks]
    return Project(
        ecosystem=NAME,
        folder=files.folder,
        manager=manager,
        source=why,
        commands=tuple(_commands(files, manifest, manager, needed)),
        technologies=technologies(needed, TECHNOLOGIES, source),
        members=tuple(_members(files, manifest)),
        findings=clash(map(files.path, first), manager, f"by {why}"),
    )


def _manager(files: Files, manifest: dict[str, Any]) -> tuple[str, str]:
    """The package manager, and where that is said: what is declared wins over lock files."""
    declared = _text(manifest.get("packageManager"))
    if declared.partition("@")[0] in PROGRAM:
        return declared.partition("@")[0], f"{files.path(MANIFEST)}, packageManager"
    engine = members_of(members_of(manifest.get("devEngines")).get("packageManager"))
    if _text(engine.get("name")) in PROGRAM:
        return _text(engine["name"]), f"{files.path(MANIFEST)}, devEngines.packageManager"
    lock = files.first(*LOCK_FILES)
    if lock is not None:
        return LOCK_FILES[lock], files.path(lock)
    engines = members_of(manifest.get("engines"))
    named = next((name for name in PROGRAM if name in engines and name != "npm"), None)
    if named is not None:
        return named, f"{files.path(MANIFEST)}, engines"
    return "npm", files.path(MANIFEST)


def _is_berry(files: Files, manifest: dict[str, Any]) -> bool:
    """Whether yarn is one whose lock file is kept by --immutable: version 2 and later."""
    version = re.match(r"yarn@(\d+)", _text(manifest.get("packageManager")))
    return int(version[1]) > 1 if version else files.has(".yarnrc.yml")


def _needed(manifest: dict[str, Any]) -> list[str]:
    kinds = ("dependencies", "devDependencies", "peerDependencies", "optionalDependencies")
    return [name for kind in kinds for name in members_of(manifest.get(kind))]


def _commands(
    files: Files, manifest: dict[str, Any], manager: str, needed: list[str]
) -> Iterator[Command]:
    named = members_of(manifest.get("scripts"))
    scripts = {name: line for name, line in named.items() if _text(line).strip()}
    source = files.path(MANIFEST)

    def script(purpose: Purpose, *names: str, port: int | None = None) -> Iterator[Command]:
        name = next((name for name in names if name in scripts), None)
        if name is not None:
            words = (manager, "test") if name == "test" else (manager, "run", name)
            yield Command(purpose, words, f"{source}, scripts.{name}", declared=True, port=port)

    lock = next(
        (name for name, of in LOCK_FILES.items() if of == manager and files.has(name)), None
    )
    if lock is not None or (manager != "npm" and files.first(*LOCK_FILES)):
        kind = "yarn berry" if manager == "yarn" and _is_berry(files, manifest) else manager
        lock = lock or files.first(*LOCK_FILES) or MANIFEST
        yield Command(Purpose.SETUP, INSTALL[kind], files.path(lock))
    yield from script(Purpose.BUILD, "build")
    yield from _tests(scripts, manager, needed, source)
    for purpose, names in SCRIPTS.items():
        own = [*script(purpose, *names)]
        tools = TOOLS.get(purpose, {})
        tool = next((tools[name] for name in tools if name in needed), None)
        if purpose is Purpose.TYPES and "typescript" in needed and files.has("tsconfig.json"):
            tool = ("tsc", "--noEmit")
        inferred = [Command(purpose, (*PROGRAM[manager], *tool), source)] if tool else []
        yield from own or inferred
    dev = next((name for name in ("dev", "start") if name in scripts), None)
    if dev is not None:
        said = _PORT.search(scripts[dev])
        usual = next((port for name, port in PORTS.items() if name in needed), None)
        yield from script(Purpose.DEV, dev, port=int(said[1]) if said else usual)


def _tests(
    scripts: dict[str, str], manager: str, needed: list[str], source: str
) -> Iterator[Command]:
    line = scripts.get("test", "")
    if line and PLACEHOLDER not in line:
        watches = re.fullmatch(r"\s*vitest(?:\s+watch)?\s*", line) is not None
        # A runner that watches where it finds a terminal would never end.
        more = ("--", "--run") if manager == "npm" else ("--run",)
        words = (manager, "test", *(more if watches else ()))
        yield Command(Purpose.TEST, words, f"{source}, scripts.test", declared=True)
        return
    runner = next((RUNNERS[name] for name in RUNNERS if name in needed), None)
    if runner is not None:
        yield Command(Purpose.TEST, (*PROGRAM[manager], *runner), source)


def _members(files: Files, manifest: dict[str, Any]) -> Iterator[str]:
    """The folders of a workspace that have a manifest of their own."""
    said = manifest.get("workspaces")
    patterns = texts(said) or texts(members_of(said).get("packages"))
    inside = False
    for line in files.text("pnpm-workspace.yaml").splitlines():
        if not line.startswith((" ", "-", "#")):
            inside = line.startswith("packages:")
        elif inside and (listed := _LISTED.match(line)):
            patterns.append(listed[1])
    patterns += texts((files.json("lerna.json") or {}).get("packages"))
    out = {name for each in patterns if each.startswith("!") for name in files.folders(each[1:])}
    found = [name for each in patterns if each[:1] != "!" for name in files.folders(each)]
    for name in dict.fromkeys(found):
        if name not in out and files.inside(name).has(MANIFEST):
            yield name


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
