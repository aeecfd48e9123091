"""Words by which an item says what must come before it."""

from orchestrator_analyzer.phrases import phrases

WAITS = phrases(
    "depends on, depend on, dependent on, dependency, dependencies, blocked by",
    "waits for, wait for, waiting for, prerequisite, prerequisites, dépend de",
    "dépendance, dépendances, bloqué par, bloquée par, depende de, dependencia",
    "dependencias, bloqueado por, bloqueada por, dependência, dependências",
    "зависит от, зависимости, зависимость, заблокировано, hängt ab von",
    "abhängig von, abhängigkeit, abhängigkeiten, blockiert durch, hangt af van",
    "afhankelijk van, afhankelijkheden, geblokkeerd door, dipende da, dipendenza",
    "dipendenze, bloccato da, 依存, 依存関係, 前提, 의존, 의존성, 선행, 선행 작업",
    "依赖, 前置任务, 前置条件, 前置",
)
# Words with other uses: what they speak of must follow at once, and not be a bare number.
AFTER = phrases(
    "after, requires, needs, après, después de, depois de, após, после, nach, na",
    "dopo",
)
