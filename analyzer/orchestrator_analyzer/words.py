"""Words that people write for a status, a priority or a sort of section, in eleven languages."""

import re
import unicodedata
from enum import Enum, auto

from orchestrator_analyzer.spec import Status


class SectionSort(Enum):
    """What the heading of a section says about everything beneath it."""

    DONE = auto()
    REJECTED = auto()
    DEFERRED = auto()
    QUESTIONS = auto()
    INDEX = auto()
    REQUIREMENTS = auto()
    CRITERIA = auto()
    FINDINGS = auto()
    STEPS = auto()
    BACKGROUND = auto()


def phrases(*lists: str) -> re.Pattern[str]:
    """Match any of the phrases, given as texts with one phrase between two commas.

    A phrase of letters with spaces between words must stand alone; one of Han, Kana or Hangul
    may stand inside of others, as those are written. A `*` at the end lets a word go on.
    """
    words = sorted(
        {word.strip() for text in lists for word in text.split(",") if word.strip()},
        key=len,
        reverse=True,
    )
    return re.compile("|".join(_phrase(word) for word in words), re.IGNORECASE)


def _phrase(word: str) -> str:
    escaped = re.escape(word.removesuffix("*")).replace(r"\ ", r"[\s_-]+")
    if any(_runs_on(character) for character in word):
        return escaped
    return rf"(?<!\w){escaped}" + ("" if word.endswith("*") else r"(?!\w)")


def _runs_on(character: str) -> bool:
    return ord(character) > 0x2E80 and unicodedata.category(character) == "Lo"  # noqa: PLR2004 - CJK begins here


_STATUS_WORDS: dict[Status, re.Pattern[str]] = {
    Status.NEEDS_DECISION: phrases(
        "needs decision, needs clarification, needs discussion, to be decided, tbd",
        "undecided, under discussion, decision needed, awaiting decision, à décider",
        "por decidir, a decidir, требует решения, zu klären, te beslissen, da decidere",
        "要検討, 検討中, 결정 필요, 待定, 待决定",
    ),
    Status.REJECTED: phrases(
        "rejected, won't fix, wontfix, won't do, wont do, cancelled, canceled",
        "abandoned, dropped, discarded, declined, invalid, duplicate, not planned",
        "skipped, superseded, obsolete, not a bug, rejeté, rejetée, abandonné",
        "abandonnée, annulé, annulée, rechazado, rechazada, cancelado, cancelada",
        "descartado, descartada, rejeitado, rejeitada, отклонено, отменено, отклонена",
        "отменена, abgelehnt, verworfen, abgebrochen, afgewezen, geannuleerd, vervallen",
        "rifiutato, scartato, annullato, rifiutata, annullata, 却下, 中止, 見送り, 기각",
        "취소, 已拒绝, 已取消, 废弃",
    ),
    Status.DEFERRED: phrases(
        "deferred, postponed, on hold, parked, paused, backburner, later, icebox",
        "reporté, reportée, différé, en pause, aplazado, aplazada, pospuesto, en pausa",
        "adiado, adiada, отложено, отложена, отложен, verschoben, zurückgestellt",
        "pausiert, uitgesteld, rimandato, rinviato, sospeso, 延期, 保留, 後回し, 보류",
        "연기, 推迟, 延后, 暂缓, 搁置",
    ),
    Status.BLOCKED: phrases(
        "blocked, waiting on, waiting for, bloqué, bloquée, bloqueado, bloqueada",
        "заблокировано, заблокирована, blockiert, geblokkeerd, bloccato, bloccata",
        "ブロック中, 차단됨, 블로킹, 阻塞, 受阻",
    ),
    Status.IN_PROGRESS: phrases(
        "in progress, in_progress, wip, doing, ongoing, started, in review",
        "in development, partial, partially done, partially implemented, in arbeit",
        "in bearbeitung, en cours, en progreso, en curso, em andamento, em progresso",
        "в работе, в процессе, выполняется, bezig, in uitvoering, mee bezig, in corso",
        "進行中, 対応中, 作業中, 着手, 진행 중, 진행중, 进行中, 開発中, 处理中",
    ),
    Status.OPEN: phrases(
        "open, todo, to do, to-do, not started, pending, planned, backlog, new",
        "proposed, ready, unresolved, not done, not implemented, not fixed, incomplete",
        "unfixed, missing, failing, à faire, ouvert, ouverte, non démarré, pendiente",
        "abierto, abierta, sin empezar, por hacer, pendente, aberto, aberta, a fazer",
        "não iniciado, не начато, открыто, открыта, к выполнению, запланировано",
        "не выполнено, не сделано, не исправлено, offen, geplant, ausstehend",
        "nicht begonnen, te doen, gepland, niet begonnen, nog te doen, da fare, aperto",
        "aperta, pianificato, da iniziare, 未着手, 未対応, 未完了, 未実装, 未解決",
        "未修正, 오픈, 미완료, 미착수, 대기, 예정, 미해결, 할 일, 未开始, 待办, 待处理",
        "未完成, 待修复, 未修复, 待开发, 计划中",
    ),
    Status.DONE: phrases(
        "done, completed, complete, finished, fixed, resolved, closed, shipped",
        "implemented, merged, released, delivered, verified, passed, pass, mitigated",
        "terminé, terminée, terminés, terminées, fait, faite, faits, résolu, résolue",
        "corrigé, corrigée, livré, fermé, achevé, completado, completada, completados",
        "completadas, hecho, hecha, terminado, terminada, resuelto, resuelta, corregido",
        "corregida, cerrado, concluído, concluída, concluídos, feito, feita, resolvido",
        "resolvida, corrigido, corrigida, finalizado, implementado, implementada",
        "выполнено, выполнена, выполнен, сделано, сделан, завершено, завершена",
        "завершён, завершен, готово, исправлено, исправлена, исправлен, решено, решена",
        "решён, реализовано, закрыто, erledigt, abgeschlossen, fertig, behoben",
        "umgesetzt, gelöst, geschlossen, voltooid, klaar, gedaan, afgerond, opgelost",
        "gereed, completato, completata, completati, fatto, fatta, risolto, risolta",
        "chiuso, corretto, concluso, 完了, 対応済, 修正済, 解決済, 実装済, 済み, 완료",
        "해결됨, 수정됨, 구현됨, 끝, 已完成, 完成, 已修复, 已解决, 已实现, 已关闭",
    ),
}
# A phrase that denies ("not done") is looked for before the word that it denies.
_STATUS_ORDER = (
    Status.NEEDS_DECISION,
    Status.REJECTED,
    Status.DEFERRED,
    Status.BLOCKED,
    Status.IN_PROGRESS,
    Status.OPEN,
    Status.DONE,
)
STATUS_SIGNS: dict[str, Status] = {
    **dict.fromkeys("✅✔☑✓🎉", Status.DONE),
    **dict.fromkeys("🚧🔄⏳🏗", Status.IN_PROGRESS),
    **dict.fromkeys("⏸💤", Status.DEFERRED),
    **dict.fromkeys("🚫🗑", Status.REJECTED),
    **dict.fromkeys("⛔", Status.BLOCKED),
    **dict.fromkeys("❌⬜☐📋✗", Status.OPEN),
}
_BOXES: dict[str, Status] = {
    **dict.fromkeys("xXvV✓✔✅☑☒*+", Status.DONE),
    **dict.fromkeys("-/~o", Status.IN_PROGRESS),
    ">": Status.DEFERRED,
    "!": Status.BLOCKED,
    "?": Status.NEEDS_DECISION,
    **dict.fromkeys("✗✘❌", Status.REJECTED),
}

_FILLER = phrases(
    "tasks, task, items, item, features, feature, work, recently, recent, the, and",
    "so far, bugs, bug, issues, phases, phase, milestones, goals, already, what's",
    "what, is, was, tickets, stories, list, fixes, improvements, in, this, release",
    "version, previously, all, of, now, ideas, candidates, for, to, tâches",
    "fonctionnalités, tareas, funcionalidades, tarefas, задачи, aufgaben",
    "funktionen, taken, attività, funzionalità, recientes, récemment, bereits, al",
    "già, già fatte, cose, things, タスク, 項目, 機能, した, 작업, 항목, 기능, 된",
    "任务, 功能, 的, 项, 目",
)
_SECTIONS: dict[SectionSort, re.Pattern[str]] = {
    SectionSort.REJECTED: phrases(
        "out of scope, non-goals, non goals, not doing, won't do, will not do",
        "not in scope, explicitly not doing, not planned, rejected, rejected ideas",
        "hors périmètre, hors scope, fuera de alcance, fora do escopo, fora de escopo",
        "вне рамок, вне области, außerhalb des umfangs, nicht im umfang, nicht-ziele",
        "buiten scope, niet-doelen, fuori ambito, non-obiettivi, スコープ外, 対象外",
        "非目標, 범위 외, 제외, 범위 밖, 范围外, 不在范围, 非目标",
    ),
    SectionSort.DEFERRED: phrases(
        "deferred, postponed, on hold, parking lot, icebox, parked, someday",
    ),
    SectionSort.QUESTIONS: phrases(
        "open questions, unresolved questions, needs decision, questions ouvertes",
        "preguntas abiertas, questões em aberto, открытые вопросы, offene fragen",
        "open vragen, domande aperte, 未解決の質問, 未決事項, 미결 사항, 열린 질문",
        "待定问题, 开放问题, 未决问题",
    ),
    SectionSort.INDEX: phrases(
        "table of contents, contents, index, summary, overview, quick reference",
        "progress, traceability*, matrix, dependencies, parallel*, execution order",
        "dependency graph, statistics, legend, coverage, sommaire, résumé",
        "vue d'ensemble, índice, resumen, resumo, оглавление, содержание, сводка",
        "inhalt, inhaltsverzeichnis, übersicht, zusammenfassung, inhoud, inhoudsopgave",
        "samenvatting, overzicht, indice, riepilogo, sommario, 目次, 概要, 一覧, まとめ",
        "목차, 요약, 개요, 目录, 概述, 总结, 汇总",
    ),
    SectionSort.CRITERIA: phrases(
        "acceptance criteria, acceptance, definition of done, success criteria",
        "exit criteria, done when, acceptance scenarios, measurable outcomes",
        "success metrics, critères d'acceptation, criterios de aceptación",
        "critérios de aceitação, critérios de aceite, критерии приёмки",
        "критерии приемки, критерии успеха, akzeptanzkriterien, abnahmekriterien",
        "erfolgskriterien, acceptatiecriteria, criteri di accettazione, 受け入れ基準",
        "受入基準, 受入条件, 完了条件, 인수 기준, 수용 기준, 성공 기준, 완료 조건",
        "验收标准, 验收条件, 成功标准, 完成标准",
    ),
    SectionSort.REQUIREMENTS: phrases(
        "features, feature list, core features, key features, main features",
        "functionality, functionalities, features and functionalities",
        "features and functionality, requirements, functional requirements",
        "non-functional requirements, nonfunctional requirements, what changes",
        "user stories, capabilities, technical requirements, must have, should have",
        "could have, nice to have, mvp, scope, fonctionnalités, exigences",
        "exigences fonctionnelles, exigences non fonctionnelles, besoins",
        "características, funcionalidades, requisitos, requisitos funcionales",
        "requisitos no funcionales, requerimientos, requisitos funcionais",
        "requisitos não funcionais, требования, функциональные требования",
        "нефункциональные требования, функции, возможности, функционал",
        "функциональность, anforderungen, funktionen, funktionale anforderungen",
        "nicht-funktionale anforderungen, nichtfunktionale anforderungen",
        "funktionsumfang, eisen, vereisten, functionaliteiten, functionele eisen",
        "niet-functionele eisen, functies, requisiti, funzionalità",
        "requisiti funzionali, requisiti non funzionali, caratteristiche, 機能",
        "機能要件, 非機能要件, 要件, 要求事項, 主な機能, 기능, 요구사항, 기능 요구사항",
        "비기능 요구사항, 주요 기능, 요구 사항, 功能, 功能需求, 非功能需求, 需求",
        "主要功能, 核心功能, 功能要求, 功能列表",
    ),
    SectionSort.FINDINGS: phrases(
        "findings, vulnerabilities, detailed findings, issues found, issues, bugs",
        "known issues, problems, bugs found, critical, high, medium, low, informational",
        "major, minor, constats, vulnérabilités, problèmes, anomalies, hallazgos",
        "vulnerabilidades, problemas, errores, achados, erros, находки, уязвимости",
        "проблемы, ошибки, замечания, befunde, schwachstellen, probleme, fehler",
        "bevindingen, kwetsbaarheden, problemen, fouten, risultati, rilievi",
        "vulnerabilità, problemi, errori, 発見事項, 指摘事項, 脆弱性, 問題点, 問題",
        "バグ, 不具合, 발견 사항, 취약점, 문제점, 버그, 이슈, 发现, 漏洞, 问题, 缺陷",
    ),
    SectionSort.STEPS: phrases(
        "next steps, action items, actions, todo, to do, to-do, todos, remaining work",
        "follow-up, follow ups, next, recommendations, open items, prochaines étapes",
        "à faire, próximos pasos, tareas pendientes, próximos passos, pendências",
        "следующие шаги, дальнейшие шаги, nächste schritte, offene punkte",
        "volgende stappen, actiepunten, prossimi passi, azioni, 次のステップ",
        "今後の対応, 残タスク, やること, 다음 단계, 할 일, 남은 작업, 下一步, 后续步骤",
        "待办, 待办事项, 行动项",
    ),
}


def fold(text: str) -> str:
    """Reduce a heading or a cell to its words: no marks, emoji, counts or outer punctuation."""
    plain = re.sub(r"[*_`~#]|\([^)]*\)|^[\d.)\s]+", " ", text.replace("_", " "))
    kept = "".join(
        c if c.isalpha() or c in " '-" or unicodedata.category(c) == "Mn" else " " for c in plain
    )
    return " ".join(kept.split()).strip(" -'").casefold()


def status_of_box(box: str) -> Status:
    """Say what the character between the brackets of a task box means."""
    return _BOXES.get(box, Status.OPEN)


def status_of_words(text: str, *, whole: bool = False) -> Status | None:
    """Say which status a cell or a `Status:` line begins with, or None where it is none.

    With `whole`, nothing but a date, a version or a short by-line may follow the status.
    """
    head = text.strip()[:120]
    words = head.lstrip(_BEFORE_STATUS)
    for status in _STATUS_ORDER:
        found = _STATUS_WORDS[status].match(words)
        if found and (not whole or _BY_LINE.fullmatch(words, found.end())):
            return status
    signs = [STATUS_SIGNS[sign] for sign in head[:4] if sign in STATUS_SIGNS]
    return signs[0] if signs and not (whole and words) else None


_BEFORE_STATUS = " \t*_`~[(#:-\ufe0f" + "".join(STATUS_SIGNS)
# What may stand behind a status: a date, a version, a commit, a short by-line.
_BY_LINE = re.compile(
    r"[\W_]*(?:(?:in|by|on|via|at|since|as of|pr|commit|le|el|em|am|il|op)\b.*|[\d#v`@].*)?",
    re.IGNORECASE,
)


def section_status(title: str) -> Status | None:
    """Say which status the heading of a section gives to all that stands beneath it."""
    words = fold(title[:200])
    for status in (Status.OPEN, Status.REJECTED, Status.DEFERRED, Status.DONE):
        rest, count = _STATUS_WORDS[status].subn(" ", words)
        if count and not _FILLER.sub(" ", rest).strip(" -'"):
            return None if status is Status.OPEN else status
    return {
        SectionSort.REJECTED: Status.REJECTED,
        SectionSort.DEFERRED: Status.DEFERRED,
    }.get(section_sort(title) or SectionSort.INDEX)


def section_sort(title: str) -> SectionSort | None:
    """Say what sort of section a heading opens, or None where its words do not tell."""
    words = fold(title[:200])
    best: tuple[float, SectionSort] | None = None
    for sort, pattern in _SECTIONS.items():
        covered = sum(found.end() - found.start() for found in pattern.finditer(words))
        share = covered / len(words) if words else 0.0
        if covered and (best is None or share > best[0]):
            best = (share, sort)
    return best[1] if best and best[0] >= _ENOUGH else None


# How much of a heading must be known words before its whole section is judged by them.
_ENOUGH = 0.45

_PRIORITY = re.compile(
    r"(?<![\w-])(?:P(?P<level>[0-4])(?!\w)"
    r"|(?:priority|severity|priorité|gravité|sévérité|prioridad|severidad|prioridade|severidade"
    r"|приоритет|серьёзность|priorität|schweregrad|prioriteit|ernst|priorità|gravità|優先度|重要度"
    r"|우선순위|심각도|优先级|严重程度|严重性)\W{0,6}(?P<word>\w+))",
    re.IGNORECASE,
)
_RANKS = (
    phrases(
        "critical, blocker, highest, urgent, p0, sev0, s0, critique, crítico, crítica",
        "критический, критично, критическая, kritisch, critico, critica, urgente",
        "致命的, 緊急, 치명적, 긴급, 严重, 紧急, 致命",
    ),
    phrases(
        "high, major, important, must, p1, sev1, s1, haute, élevée, élevé, alta, alto",
        "высокий, высокая, hoch, hoog, 高, 높음, 상",
    ),
    phrases(
        "medium, moderate, normal, should, p2, sev2, s2, moyenne, moyen, media, medio",
        "média, médio, средний, средняя, mittel, gemiddeld, middel, 中, 보통, 중간",
    ),
    phrases(
        "low, minor, trivial, could, p3, p4, sev3, s3, basse, faible, baja, bajo, baixa",
        "baixo, низкий, низкая, niedrig, gering, laag, bassa, basso, 低, 낮음",
    ),
)
UNRANKED = 2


def priority_in(text: str) -> str | None:
    """Find the priority or severity that a line names, as written, or None."""
    found = _PRIORITY.search(text)
    if found is None:
        return None
    if found["level"] is not None:
        return found[0]
    return found["word"] if is_priority(found["word"]) else None


def is_priority(text: str) -> bool:
    """Say whether the words are those of a priority or severity."""
    return any(pattern.search(text) for pattern in _RANKS)


def rank(priority: str | None) -> int:
    """Order priorities: 0 is the most urgent, 3 the least, and one that is not named in between."""
    if priority is None:
        return UNRANKED
    return next((index for index, words in enumerate(_RANKS) if words.search(priority)), UNRANKED)


STATUS_FIELD = phrases(
    "status, state, statut, état, estado, situação, статус, состояние, stato, stand",
    "状態, ステータス, 상태, 状态, resolution",
)

PRIORITY_FIELD = phrases(
    "priority, severity, priorité, gravité, sévérité, prioridad, severidad",
    "prioridade, severidade, приоритет, серьёзность, критичность, priorität",
    "schweregrad, prioriteit, ernst, priorità, gravità, 優先度, 重要度, 우선순위",
    "심각도, 优先级, 严重程度, 严重性, sev, level, risk",
)

BUG_SECTION = phrases(
    "bugs, bug, bug fixes, known issues, defects, fixes, bogues, errores, erros",
    "баги, ошибки, fehler, fouten, errori, バグ, 不具合, 버그, 缺陷, 问题修复",
)
