"""Java and Kotlin: Maven's `pom.xml`, Gradle's `build.gradle` and `build.gradle.kts`."""

import re
from collections.abc import Iterator

from orchestrator_engine.ecosystems.files import Files
from orchestrator_engine.ecosystems.project import (
    Command,
    Facet,
    Finding,
    Project,
    Purpose,
    Table,
    technologies,
)

NAME = "Java"
GRADLE = ("build.gradle.kts", "build.gradle", "settings.gradle.kts", "settings.gradle")
TECHNOLOGIES: Table = {
    Facet.FRAMEWORK: {
        "spring-boot": "Spring Boot",
        "quarkus": "Quarkus",
        "micronaut": "Micronaut",
        "ktor": "Ktor",
        "com.android": "Android",
        "javafx": "JavaFX",
    },
    Facet.ORM: {
        "hibernate": "Hibernate",
        "jooq": "jOOQ",
        "mybatis": "MyBatis",
        "exposed": "Exposed",
    },
    Facet.DATABASE: {
        "postgresql": "PostgreSQL",
        "mysql": "MySQL",
        "h2": "H2",
        "mongodb": "MongoDB",
    },
    Facet.AUTHENTICATION: {"spring-security": "Spring Security", "keycloak": "Keycloak"},
    Facet.TESTING: {"junit": "JUnit", "testng": "TestNG", "kotest": "Kotest", "spock": "Spock"},
}
_MODULE = re.compile(r"<module>\s*([^<]+?)\s*</module>")
_INCLUDE = re.compile(r"^\s*include\b(\s*\([^)]*\)|.*(?:,\s*\n.*)*)", re.MULTILINE)
_QUOTED = re.compile(r"""["']:?([^"']+)["']""")


def project(files: Files) -> Project | None:
    """A Maven or Gradle project, or None; of both, Gradle is taken, and that is said."""
    gradle = files.first(*GRADLE)
    maven = files.first("pom.xml")
    manifest = gradle or maven
    if manifest is None:
        return None
    source = files.path(manifest)
    findings = ()
    if gradle and maven:
        both = f"{files.path(gradle)} and {files.path(maven)} are both there"
        proposal = "Gradle is used; name the commands in .orchestrator.toml where that is wrong"
        findings = (Finding(both, proposal, source),)
    said = "\n".join(files.text(name) for name in (*GRADLE, "pom.xml")).lower()
    known = [package for table in TECHNOLOGIES.values() for package in table]
    kotlin = "kotlin" in said
    return Project(
        ecosystem="Kotlin" if kotlin else NAME,
        folder=files.folder,
        manager="Gradle" if gradle else "Maven",
        source=source,
        commands=tuple(_gradle(files, source, said) if gradle else _maven(files, source, said)),
        technologies=technologies(
            (name for name in known if re.search(rf"\b{re.escape(name)}", said)),
            TECHNOLOGIES,
            source,
        ),
        members=tuple(_members(files)),
        findings=findings,
    )


def _wrapped(files: Files, wrapper: str, program: str) -> tuple[str, ...]:
    # By the shell, because archives and some checkouts lose the bit that makes it a program.
    return ("sh", f"./{wrapper}") if files.has(wrapper) else (program,)


def _gradle(files: Files, source: str, said: str) -> Iterator[Command]:
    gradle = _wrapped(files, "gradlew", "gradle")
    yield Command(Purpose.BUILD, (*gradle, "assemble"), source)
    yield Command(Purpose.TEST, (*gradle, "test"), source)
    for name, purpose, task in (
        ("spotless", Purpose.FORMAT, "spotlessCheck"),
        ("detekt", Purpose.LINT, "detekt"),
        ("checkstyle", Purpose.LINT, "checkstyleMain"),
        ("ktlint", Purpose.LINT, "ktlintCheck"),
    ):
        if name in said:
            yield Command(purpose, (*gradle, task), source)
    if "org.springframework.boot" in said:
        yield Command(Purpose.DEV, (*gradle, "bootRun"), source, port=8080)


def _maven(files: Files, source: str, said: str) -> Iterator[Command]:
    maven = (*_wrapped(files, "mvnw", "mvn"), "-B")
    yield Command(Purpose.BUILD, (*maven, "-DskipTests", "package"), source)
    yield Command(Purpose.TEST, (*maven, "test"), source)
    if "spotless-maven-plugin" in said:
        yield Command(Purpose.FORMAT, (*maven, "spotless:check"), source)
    if "maven-checkstyle-plugin" in said:
        yield Command(Purpose.LINT, (*maven, "checkstyle:check"), source)
    if "spring-boot-maven-plugin" in said:
        yield Command(Purpose.DEV, (*maven, "spring-boot:run"), source, port=8080)


def _members(files: Files) -> Iterator[str]:
    for name in _MODULE.findall(files.text("pom.xml")):
        yield from files.folders(name)
    for settings in ("settings.gradle.kts", "settings.gradle"):
        for listed in _INCLUDE.findall(files.text(settings)):
            for name in _QUOTED.findall(listed):
                yield from files.folders(name.replace(":", "/"))
