"""Words and signs for how far something is."""

from orchestrator_analyzer.phrases import Phrases, phrases
from orchestrator_analyzer.spec import Status

STATUS_WORDS: dict[Status, Phrases] = {
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
        "취소, 已拒绝, 已取消, 废弃, rejetés, rejetées, abandonnés, abandonnées, rechazados",
        "rechazadas, descartados, descartadas, cancelados, canceladas, rejeitados, rejeitadas",
        "отклонены, отменены, отклонённые, отклоненные, abgelehnte, verworfene, afgewezen",
        "rifiutati, rifiutate, scartati, scartata, scartate, annullati, annullate",
    ),
    Status.DEFERRED: phrases(
        "deferred, postponed, on hold, parked, paused, backburner, later, icebox",
        "reporté, reportée, différé, en pause, aplazado, aplazada, pospuesto, en pausa",
        "adiado, adiada, отложено, отложена, отложен, verschoben, zurückgestellt",
        "pausiert, uitgesteld, rimandato, rinviato, sospeso, 延期, 保留, 後回し, 보류",
        "연기, 推迟, 延后, 暂缓, 搁置, reportés, reportées, différés, différées, aplazados",
        "aplazadas, pospuestos, pospuestas, pospuesta, adiados, adiadas, отложены, отложенные",
        "zurückgestellte, verschobene, uitgestelde, rimandati",
        "rimandate, rinviati, rinviate, sospesi",
    ),
    Status.BLOCKED: phrases(
        "blocked, waiting on, waiting for, bloqué, bloquée, bloqueado, bloqueada",
        "заблокировано, заблокирована, blockiert, geblokkeerd, bloccato, bloccata",
        "ブロック中, 차단됨, 블로킹, 阻塞, 受阻",
    ),
    Status.IN_PROGRESS: phrases(
        "in progress, in_progress, wip, doing, ongoing, started, in review",
        "in development, partial, partially done, partially implemented",
        "partially fixed, частично, partiel, partielle, parcial, parcialmente",
        "teilweise, deels, gedeeltelijk, parziale, parzialmente, 一部, 일부, 부분, 部分",
        "in arbeit, in bearbeitung, en cours, en progreso, en curso, em andamento",
        "em progresso, в работе, в процессе, выполняется, bezig, in uitvoering",
        "mee bezig, in corso, 進行中, 対応中, 作業中, 着手, 진행 중, 진행중, 进行中",
        "開発中, 处理中",
        # A mend that is half of one, or that nobody has confirmed.
        "partly, fixed partially, fixed in part, resolved in part, done in part, mostly fixed",
        "mostly done, possibly fixed, probably fixed, likely fixed, maybe fixed, presumably fixed",
        "partiellement, en partie, corrigé en partie, corrigé partiellement, résolu en partie",
        "résolu partiellement, probablement corrigé, peut-être corrigé, probablement résolu",
        "en parte, corregido en parte, corregido parcialmente, resuelto en parte",
        "resuelto parcialmente, probablemente corregido, posiblemente corregido",
        "probablemente resuelto, em parte, corrigido em parte, corrigido parcialmente",
        "resolvido em parte, resolvido parcialmente, provavelmente corrigido",
        "possivelmente corrigido, provavelmente resolvido, исправлено частично, решено частично",
        "сделано частично, выполнено частично, возможно исправлено, возможно исправлена",
        "вероятно исправлено, предположительно исправлено, zum teil, teils, behoben teilweise",
        "wahrscheinlich behoben, vermutlich behoben, möglicherweise behoben, größtenteils behoben",
        "opgelost deels, waarschijnlijk opgelost, vermoedelijk opgelost, mogelijk opgelost",
        "grotendeels opgelost, in parte, corretto in parte, corretto parzialmente",
        "risolto in parte, risolto parzialmente, probabilmente corretto, probabilmente risolto",
        "forse risolto, forse corretto, 部分的, おそらく修正済, おそらく解決, 修正済みの可能性",
        "수정된 것으로 보임, 아마 수정됨, 해결된 것으로 보임, 수정 추정, 可能已修复, 可能已解决",
        "疑似已修复, 应该已修复, 大部分完成, 基本修复",
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
        "等待修复, 等待确认, 等待处理, 未完成, 待修复, 未修复, 待开发, 计划中",
        "failed, fails, failing, falhou, não executado, échec, échoué, fallido, fallida, falla",
        "fehlgeschlagen, nicht bestanden, gefaald, niet geslaagd, fallito, провален, не пройден",
        "不合格, 失敗, 失败, 未通过, 실패, 미통과",
        "pendientes, pendentes, abiertos, abiertas, abertos, abertas, ouverts, ouvertes, открытые",
        "offene, openstaand, openstaande, aperti, aperte, en attente",
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
        "해결됨, 해소, 종료됨, 반영됨, 수정됨, 구현됨, 끝, 已完成, 完成, 已修复, 已解决",
        "已实现, 已关闭",
        "passou, aprovado, réussi, réussie, superado, bestanden, geslaagd, superato, пройден",
        "пройдено, 合格, 통과, 通过, 已通过, 已验证, 已上线",
        "conforme, atteint, atteinte, cumplido, cumplida, cumprido, cumprida, atendido, atendida",
        "соответствует, выполнены, erfüllt, voldaan, soddisfatto, soddisfatta, raggiunto",
        "충족, 충족됨, 達成, 达成, 已满足, 解決, met, satisfied, fulfilled, achieved, covered",
        "built, 已经修复, 已经解决, 已经完成, 解決済み, 対応済み, 修正済み, 実装済み, 完了済み",
        "끝난, 끝낸, 끝남, 완료한, 해결한, 처리됨",
        "réalisé, réalisée, réalisés, réalisées",
        "implémenté, implémentée, implémentés, implémentées",
        "livrés, livrée, livrées, corrigés, corrigées, résolus, résolues, effectué, effectuée",
        "effectués, effectuées, apporté, apportées, terminadas, hechos, hechas, resueltos",
        "resueltas",
        "corregidos, corregidas, implementados, implementadas, realizado, realizada, realizados",
        "realizadas, aplicados, aplicadas, concluídas, feitos, feitas, resolvidos, resolvidas",
        "corrigidos, corrigidas, entregue, entregues, выполненные, сделанные, завершённые",
        "завершенные, исправленные, реализованные, решённые, сделаны, исправлены, завершены",
        "erledigte, abgeschlossene, behobene, umgesetzte, afgeronde, voltooide, opgeloste",
        "realizzato, realizzata, realizzati, realizzate, completate, risolti, risolte, fatti",
        "fatte",
        "implementati, implementate, corretti, corrette, conclusi, concluse, entregado, entregada",
        "entregados, entregadas, ausgeliefert, geliefert, geleverd, opgeleverd, consegnato",
        "consegnata, сдано, сдана, 納品済み, リリース済み, 배포됨, 납품됨, 已交付, 已发布",
    ),
}
# A phrase that denies ("not done") is looked for before the word that it denies.
STATUS_ORDER = (
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
    **dict.fromkeys("❓", Status.NEEDS_DECISION),
    **dict.fromkeys("❌⬜☐📋✗", Status.OPEN),
}
BOXES: dict[str, Status] = {
    **dict.fromkeys("xXvV✓✔✅☑☒*+", Status.DONE),
    **dict.fromkeys("-/~o", Status.IN_PROGRESS),
    ">": Status.DEFERRED,
    "!": Status.BLOCKED,
    "?": Status.NEEDS_DECISION,
    **dict.fromkeys("✗✘❌", Status.REJECTED),
}

# What may stand beside the status in the heading of a section: "Completed tasks".
FILLER = phrases(
    "tasks, task, items, item, features, feature, work, recently, recent, the, and",
    "so far, bugs, bug, issues, phases, phase, milestones, goals, already, what's",
    "what, is, was, tickets, stories, list, fixes, improvements, in, this, release",
    "version, previously, all, of, now, ideas, candidates, for, to, tâches",
    "fonctionnalités, tareas, funcionalidades, tarefas, задачи, aufgaben",
    "funktionen, taken, attività, funzionalità, recientes, récemment, bereits, al",
    "già, già fatte, cose, things, タスク, 項目, 機能, した, 작업, 항목, 기능, 된",
    "任务, 功能, 的, 项, 目, 且, 并, 和, 及, 已确认, déjà, ya, já, уже, schon, reeds, 이미, 것",
    "por, agora, ahora, pour l'instant, maintenant, jetzt, vorerst, voorlopig, adesso, per ora, nu",
    "пока, сейчас, もう, もの, améliorations, mejoras, melhorias, miglioramenti, улучшения",
    "verbesserungen, verbeteringen, changements, cambios, mudanças, изменения, modifiche",
)

# What a heading says of problems that are over.
SETTLED = phrases(
    "found and fixed, identified and fixed, bugs fixed, issues fixed, issues resolved",
    "problems solved, problems fixed, fixes applied, fixes implemented, problèmes résolus",
    "bugs corrigés, corrections apportées, problemas resueltos, errores corregidos",
    "correcciones aplicadas, problemas resolvidos, erros corrigidos, correções aplicadas",
    "решённые проблемы, решенные проблемы, исправленные ошибки, внесённые исправления",
    "behobene*, gelöste probleme, opgeloste*, исправленны*",
    "problemi risolti, errori corretti, correzioni applicate, 修正した, 対応した, 修正済み",
    "対応済み, 수정한, 해결한, 수정 내역, 해결 내역, 해결된 문제, 수정된 버그, 修复内容",
    "已解决的问题, 已修复的问题, remediation applied, remediations applied, remediation completed",
    "corrective actions taken, actions taken, measures taken, mesures prises, actions réalisées",
    "mesures correctives appliquées, medidas tomadas, medidas aplicadas, acciones realizadas",
    "acciones tomadas, ações realizadas, ações tomadas, принятые меры, выполненные работы",
    "getroffene maßnahmen, umgesetzte maßnahmen, genomen maatregelen, getroffen maatregelen",
    "misure adottate, azioni intraprese, 実施した対策, 実施済みの対策, 対応内容, 조치 완료",
    "조치 내역, 조치한 내용, 已采取的措施, 整改完成, 已整改",
)
# What turns such a heading round.
UNSETTLED = phrases(
    "not, un, non, no, ne, nicht, noch, niet, nog, не, ещё не, 未, 미, 아직, 尚未, まだ",
)
# How a report begins to tell what was done about a problem.
SOLUTION = phrases(
    "solution, fix, the fix, resolution, fix applied, solution applied, correction, solución",
    "corrección, solução, correção, решение, исправление, lösung, behebung, korrektur, oplossing",
    "soluzione, correzione, 解決策, 対応, 対応内容, 修正, 修正内容, 해결, 해결 방법, 해결책, 수정",
    "수정 내용, 수정 파일, 조치, 解决方案, 解决方法, 解决, 修复, 修复方案, 修复内容",
)

# What a log tells of a problem only when it is over.
MENDED = phrases(
    "files changed, changed files, files modified, modified files, fix applied, applied fix",
    "solution applied, applied solution, fixed in, fixed on, fixed by, date fixed, resolved in",
    "resolved on, resolved by, resolution date, fix commit, lesson, lessons, lesson learned",
    "lessons learned, fichiers modifiés, correction appliquée, correctif appliqué",
    "solution appliquée, corrigé dans, corrigé le, résolu le, leçon, leçons apprises",
    "archivos modificados, archivos cambiados, ficheros modificados, corrección aplicada",
    "solución aplicada, solución implementada, corregido en, resuelto en, lección aprendida",
    "lecciones aprendidas, arquivos modificados, arquivos alterados, correção aplicada",
    "solução aplicada, solução implementada, corrigido em, resolvido em, lição aprendida",
    "lições aprendidas, измененные файлы, изменённые файлы, примененное решение",
    "применённое решение, исправлено в, решено в, урок, извлечённые уроки, geänderte dateien",
    "angewandte lösung, umgesetzte lösung, behoben in, behoben am, gelöst in, gelöst am, lehre",
    "gewijzigde bestanden, aangepaste bestanden, toegepaste oplossing, opgelost in, opgelost op",
    "geleerde les, file modificati, correzione applicata, soluzione applicata, soluzione adottata",
    "risolto in, corretto in, lezione appresa, 変更ファイル, 変更したファイル, 修正したファイル",
    "修正コミット, 修正日, 対応日, 解決日, 教訓, 수정된 파일, 수정한 파일, 변경된 파일, 변경 파일",
    "적용한 해결책, 해결일, 수정일, 교훈, 已修改文件, 修改的文件, 修复时间, 解决时间, 修复日期",
    "修复提交, 经验教训, 教训",
)

# The name of a field or a column that holds a status.
STATUS_FIELD = phrases(
    "status, state, statut, état, estado, situação, статус, состояние, stato, stand",
    "状態, ステータス, 상태, 状态, resolution, current status, fix status, resolution status",
    "implementation status, development status, statut actuel, estado actual, estado atual",
    "estado de desarrollo, estado de implementación, текущий статус, aktueller stand",
    "huidige status, stato attuale, 対応状況, 現在の状態, 진행 상태, 현재 상태, 当前状态, 修复状态",
    "progress, current state, review status, test status, zustand, bearbeitungsstand, fortschritt",
    "staat, voortgang, toestand, avancement, situación, progreso, avance, andamento, progresso",
    "situazione, avanzamento, прогресс, готовность, выполнение, 状況, 進捗, 進捗状況, 実施状況",
    "완료여부, 완료 여부, 진행 상황, 진행상황, 진행상태, 현황, 처리 상태, 처리상태, 进度, 完成情况",
    "测试状态, テスト状況, 테스트 상태, statut du test, estado de la prueba, estado do teste",
    "статус теста, teststatus, stato del test, 完成状态, 处理状态, 是否完成, done, fixed",
    "resolved, completed",
)
STATUS_HEAD = phrases(
    "status, state, statut, état, estado, situação, статус, состояние, stand",
    "zustand, stato, staat, resolution, 状態, ステータス, 状況, 상태, 진행, 状态",
    "进度, 進捗, done, outcome, fixed, complete, completed, finished, fait, terminé, hecho",
    "listo, feito, concluído, pronto, готово, сделано, выполнено, erledigt, fertig, klaar",
    "gedaan, afgerond, fatto, completato, 完了, 済, 완료, 완료 여부, 完成, 是否完成, 已完成",
    "progress, resolved, bearbeitungsstand, fortschritt, voortgang, toestand, avancement",
    "situación, progreso, avance, andamento, progresso, situazione, avanzamento, прогресс",
    "готовность, выполнение, 현황, 처리, résolu, resuelto, resolvido, risolto, behoben, opgelost",
)
# The whole head of a column that tells how a check or a comparison came out.
RESULT_HEAD = phrases(
    "result, results, test result, actual result, verdict, conclusion, coverage, implementation",
    "implementation status, résultat, verdict final, conformité, couverture, resultado, resultados",
    "veredicto, cumplimiento, cobertura, cumprimento, результат, вердикт, покрытие, ergebnis",
    "urteil, abdeckung, resultaat, oordeel, dekking, risultato, esito, copertura, 結果, 判定",
    "pass fail, 結果判定, 合否, 결과, 판정, 테스트 결과, 结果, 测试结果, 判定结果, 是否通过",
)
# What stands in a column whose head asks whether something is done.
YES = phrases("yes, y, ja, oui, sí, si, sim, да, sì, j, o, x, はい, 済, 済み, 예, 네, 是")
NO = phrases("no, n, nein, non, não, нет, nee, いいえ, 未, 아니오, 아니요, 否, 未完")
