"""Words by which an item says what must come before it."""

import re

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
    "依赖, 前置任务, 前置条件, 前置, prérequis, prerrequisito, prerrequisitos, requisito previo",
    "requisitos previos, pré-requisito, pré-requisitos, предпосылка, предпосылки, voraussetzung",
    "voraussetzungen, wartet auf, voorwaarde, voorwaarden, wacht op, prerequisito, prerequisiti",
    "attend, espera a, espera por, aguarda, ждёт, ждет, aspetta, 先行タスク, 前提タスク, 선행 조건",
    "선행조건, 先决条件",
)
# What stands behind the names of what must come first, in languages that say it so: `LA-1の後`.
BEHIND = re.compile(
    r"(?:の?完了後|の後|が完了|が必要|に依存|이후|완료[ ]?후|[이가][ ]필요|필요|에 의존"
    r"|完成后|之后|后开始)"
)
# Words with other uses: what they speak of must follow at once, and not be a bare number.
AFTER = phrases(
    "after, requires, needs, après, después de, depois de, após, после, nach, na, dopo",
    "nécessite, requiert, a besoin de, requiere, necesita, requer, necessita, precisa de, требует",
    "нужен, нужна, нужно, benötigt, braucht, erfordert, setzt voraus, vereist, heeft nodig",
    "richiede, necessita di, ha bisogno di, setzt, 需要",
)
# Heads of columns that do so where nothing but names stands in them.
AFTER_HEAD = phrases(
    "after, runs after, comes after, starts after, follows, requires, needs, predecessor",
    "predecessors, après, vient après, suit, requiert, nécessite, prédécesseur, después",
    "después de, tras, requiere, necesita, predecesor, depois, depois de, após, requer, precisa de",
    "predecessor, antecessor, после, следует за, требует, предшественник, nach, kommt nach, danach",
    "folgt auf, benötigt, braucht, erfordert, vorgänger, na, komt na, volgt op, vereist",
    "heeft nodig, voorganger, dopo, viene dopo, segue, richiede, predecessore, 後, の後, 先行",
    "前工程, 前作業, 先行作業, 이후, 다음에, 선행 과제, 선행 항목, 之后, 在后, 前序, 前序任务",
    "紧前任务, 需要",
)
