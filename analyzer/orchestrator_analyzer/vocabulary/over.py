# ruff: noqa: RUF001
# Eleven languages are written in their own letters, some of which look like Latin ones.
"""Words by which a report or a log says that nothing of it is left to do."""

from orchestrator_analyzer.phrases import phrases

# What stands beneath a heading for things to do when there are none.
NOTHING = phrases(
    "none, none currently, currently none, none yet, none so far, none known, none open",
    "none at the moment, none at this time, none found, none identified, none remaining, nothing",
    "nothing yet, nothing open, nothing left, nothing to do, nothing for now, empty, n a",
    "no open bugs, no known bugs, no open issues, no known issues, no issues, no open items",
    "no bugs, no open tasks, no findings, all done, aucun, aucune, aucun bug, aucun bug connu",
    "aucun problème connu, aucun pour le moment, aucune pour le moment, aucun pour l'instant",
    "rien, rien à signaler, néant, vide, ninguno, ninguna, ninguno por ahora, ninguna por ahora",
    "ninguno conocido, nada, nada pendiente, sin errores conocidos, sin pendientes, vacío",
    "nenhum, nenhuma, nenhum no momento, nenhuma no momento, nenhum por enquanto, nenhum conhecido",
    "nada pendente, sem pendências, vazio, нет, пока нет, сейчас нет, нет открытых, отсутствуют",
    "нет известных, нет известных ошибок, ничего, пока ничего, пусто, keine, keiner, keines",
    "derzeit keine, aktuell keine, momentan keine, keine bekannt, keine bekannten fehler",
    "keine offenen, keine offenen punkte, nichts, nichts offen, leer, geen, momenteel geen",
    "op dit moment geen, geen bekend, geen bekende bugs, geen openstaande, niets, leeg, nessuno",
    "nessuna, nessuno al momento, nessuna al momento, al momento nessuno, al momento nessuna",
    "nessun problema noto, nessun bug noto, niente, vuoto, なし, 特になし, 現在なし, 現状なし",
    "現在ありません, ありません, 現在はありません, 該当なし, 없음, 현재 없음, 없습니다",
    "현재 없습니다, 해당 없음, 无, 暂无, 没有, 目前没有, 目前无, 当前无, 暂时没有",
)
# What a report says in its conclusion when all is well.
CLEAN = phrases(
    "no issues found, no issues were found, no problems found, no problems were found, no findings",
    "no vulnerabilities found, no vulnerabilities were found, no defects found",
    "no violations found",
    "no violations were found, all checks passed, all checks pass, no action required",
    "all issues fixed, all issues resolved, all findings fixed, all findings resolved",
    "all issues have been fixed, all issues have been resolved, all findings have been fixed",
    "all findings have been resolved, all findings have been remediated, nothing is open",
    "tous les problèmes ont été corrigés, tous les constats ont été corrigés, todo corregido",
    "todos los problemas fueron corregidos, todos los hallazgos fueron corregidos",
    "todos os problemas foram corrigidos, todos os achados foram corrigidos",
    "все проблемы исправлены, все замечания устранены, все уязвимости устранены",
    "alle probleme behoben, alle mängel behoben, alle befunde behoben, alle mängel wurden behoben",
    "alle problemen opgelost, alle bevindingen opgelost, alle bevindingen zijn opgelost",
    "tutti i problemi sono stati risolti, tutti i rilievi sono stati risolti, 全て修正済み",
    "すべて修正済み, すべて対応済み, 全て対応済み, 모두 수정됨, 모두 해결됨, 모두 조치 완료",
    "所有问题已修复, 全部已修复, 问题均已修复, 均已修复",
    "no action is required, no action needed, no further action required, nothing to fix",
    "no further action is required, no changes needed, no changes are needed",
    "aucun problème trouvé, aucun problème détecté, aucune vulnérabilité trouvée",
    "aucune vulnérabilité détectée, aucune anomalie, aucune action requise",
    "aucune action nécessaire, no se encontraron problemas, no se encontraron vulnerabilidades",
    "no se detectaron problemas, no se detectaron vulnerabilidades, sin hallazgos",
    "no se requiere ninguna acción, no se requieren acciones, nenhum problema encontrado",
    "nenhuma vulnerabilidade encontrada, não foram encontrados problemas",
    "não foram encontradas vulnerabilidades, sem achados, nenhuma ação necessária",
    "проблем не обнаружено, проблем не найдено, проблем не выявлено, уязвимостей не обнаружено",
    "уязвимостей не найдено, замечаний нет, нарушений не выявлено, действий не требуется",
    "keine mängel festgestellt, keine mängel gefunden, keine probleme gefunden",
    "keine probleme festgestellt, keine schwachstellen gefunden, keine befunde",
    "keine auffälligkeiten, kein handlungsbedarf, geen problemen gevonden, geen gebreken gevonden",
    "geen kwetsbaarheden gevonden, geen bevindingen, geen actie nodig, geen actie vereist",
    "nessun problema riscontrato, nessun problema rilevato, nessuna vulnerabilità rilevata",
    "nessuna vulnerabilità riscontrata, nessun rilievo, nessuna azione richiesta",
    "nessuna azione necessaria, 問題は見つかりませんでした, 問題は検出されませんでした",
    "脆弱性は見つかりませんでした, 問題ありません, 問題なし, 指摘事項なし, 対応不要",
    "문제가 발견되지 않, 취약점이 발견되지 않, 발견된 문제 없음, 문제 없음, 조치 불필요",
    "추가 조치 없음, 未发现问题, 没有发现问题, 未发现漏洞, 未发现安全问题, 无需处理, 无需修复",
)
# What stands in a column of results where all is well.
PASSED = phrases(
    "ok, okay, in order, good, fine, no issue, no issues, no problem, rien à signaler, bon, bien",
    "correcto, sin problemas, correto, sem problemas, в порядке, всё в порядке, норма",
    "хорошо, без замечаний, in ordnung, gut, keine mängel, in orde, goed",
    "akkoord, a posto, buono, regolare, 良好, 問題なし, 適合",
    "異常なし, 정상, 양호, 적합, 이상 없음, 正常, 良好, 符合, 合规, 无问题",
)
# Where such a sentence speaks of the whole.
CONCLUDING = phrases(
    "conclusion, conclusions, verdict, result, results, overall, assessment, overall assessment",
    "bilan, résultat, résultats, conclusión, conclusiones, resultado, resultados, veredicto",
    "conclusão, conclusões, veredito, вывод, выводы, заключение, итог, итоги, результат",
    "результаты, fazit, ergebnis, ergebnisse, schlussfolgerung, conclusie, resultaat, resultaten",
    "oordeel, conclusione, conclusioni, esito, risultato, 結論, 総括, 総合評価, 結果, 결론",
    "종합 평가, 결과, 结论, 结果, 总体评价",
)
# What a report heads that is as it should be.
ASSURING = phrases(
    "confirmed, verified, intentional, intended, by design, accepted, as expected, compliant",
    "confirmés, confirmées, confirmé, vérifiés, vérifiées, intentionnel, intentionnels",
    "intentionnelles, conformes, confirmados, confirmadas, verificados, verificadas, intencionales",
    "intencionados, intencionais, conformidades, подтверждено, подтверждённые, подтвержденные",
    "проверено, намеренно, намеренные, соответствует, bestätigt, bestätigte, geprüft",
    "beabsichtigt, beabsichtigte, bewusste, bevestigd, bevestigde, bewuste, opzettelijke",
    "confermati, confermate, verificati, verificate, intenzionali, volute, conformi, 確認済み",
    "意図的な, 意図した, 仕様通り, 확인된, 확인됨, 의도된, 의도적인, 有意的, 有意为之, 符合预期",
    "已验证",
)
# What an assurance is turned round by: "confirmed vulnerabilities".
TROUBLE = phrases(
    "issue*, bug*, finding*, vulnerab*, defect*, problem*, weakness*, risk*, violation*, failure*",
    "error*, gap*, fehler*, mängel*, schwachstelle*, befund*, faille*, anomalie*, constat*",
    "risque*",
    "hallazgo*, fallo*, riesgo*, achado*, falha*, risco*, erro*, ошиб*, уязвим*, проблем*, баг*",
    "риск*, нарушен*, замечан*, kwetsbaar*, fout*, bevinding*, gebrek*, rilievi, rischi*, difetti",
    "問題, 不具合, バグ, 脆弱性, 指摘, 문제, 버그, 취약점, 결함, 问题, 漏洞, 缺陷, 风险",
)
# How the report of a bug tells that what it was mended by is in use.
MENDED_SINCE = phrases(
    "was fixed, has been fixed, is fixed, now fixed, fixed in, released in, shipped in, deployed",
    "merged, landed in, verified, confirmed fixed, no longer occurs, no longer happens",
    "a été corrigé, est corrigé, corrigé dans, livré dans, déployé, déployée, vérifié",
    "fue corregido, se corrigió, corregido en, publicado en, desplegado, verificado, ya no ocurre",
    "foi corrigido, corrigido em, publicado em, lançado em, já não ocorre, não ocorre mais",
    "исправлено, исправлена, исправлен, выпущено в, проверено, больше не воспроизводится",
    "wurde behoben, ist behoben, behoben in, veröffentlicht in, ausgeliefert, tritt nicht mehr auf",
    "is opgelost, opgelost in, uitgebracht in, geverifieerd, treedt niet meer op",
    "è stato corretto, corretto in, risolto in, rilasciato in, verificato, non si verifica più",
    "修正済み, 修正しました, 修正した, 解決済み, 対応済み, 確認済み, 再発しない, 수정 완료",
    "해결 완료",
    "확인 완료, 수정했다, 수정함, 해결했다, 해결됨, 배포 완료, 已修复, 已解决, 已验证, 已上线",
    "已部署",
)
# How the report of a bug tells that it is back, or that it was mended in part only.
BACK_AGAIN = phrases(
    "crashes again, crashed again, fails again, failed again, happens again, happened again",
    "occurs again, occurred again, broke again, breaks again, broken again, seen again",
    "leaks again, came back, comes back, has come back, is back, reopen*, re-open*, regressed",
    "recurred, recurs, in part, partly, partial, partially, follow-up, follow up, not fully",
    "not completely, still fails, still happens, still occurs, still crashes, still broken",
    "est revenu, est revenue, rouvert, rouverte, réapparu, réapparaît, en partie, partiellement",
    "ha vuelto, volvió, reabierto, reabierta, reaparece, reapareció, en parte, parcialmente",
    "voltou, reaberto, reaberta, reapareceu, em parte, вернулась, вернулся, снова падает",
    "снова воспроизводится, переоткрыт*, частично, wieder aufgetreten, tritt wieder auf",
    "wieder da, wiedereröffnet, wieder geöffnet, teilweise, zum teil, weer terug, heropend",
    "treedt weer op, deels, gedeeltelijk, è tornato, è tornata, riaperto, riaperta, in parte",
    "parzialmente, 再発した, 再発しました, 再発している, 再オープン, 一部のみ, 재발했다, 재발함",
    "다시 발생, 재오픈, 일부만, 再次出现, 又出现, 重新打开, 复发, 部分修复",
)
# What is still to come where such words stand.
NOT_YET = phrases(
    "not yet, not fixed, will be, should be, must be, can be, could be, needs to be, to be, once",
    "until, todo, pending, pas encore, sera, doit, à corriger, todavía no, aún no, será, debe",
    "pendiente, ainda não, deve, pendente, ещё не, еще не, нужно, надо, будет, должно, noch nicht",
    "muss, soll, nog niet, moet, zal, non ancora, deve essere, sarà, da correggere, まだ, 予定",
    "必要, 未, 아직, 예정, 필요, 尚未, 需要, 待, 计划",
)
# Heads of the columns of a log: when it was, why it was, and what is done against it.
WHEN_HEAD = phrases(
    "date, when, found on, fecha, data, дата, datum, wann, wanneer, quando, quand, cuándo, 日付",
    "発生日, 日時, 날짜, 발생일, 일자, 日期, 时间, 发生时间",
)
WHY_HEAD = phrases(
    "cause, root cause, reason, why, cause racine, causa, causa raíz, causa raiz, причина, ursache",
    "grund, oorzaak, reden, motivo, 原因, 根本原因, 원인, 근본 원인, 根因",
)
GUARD_HEAD = phrases(
    "fix, solution, resolution, fixed by, correction, guard, guarded by, prevention, protection",
    "lesson, correctif, résolution, prévention, leçon, solución, corrección, prevención, lección",
    "solução, correção, prevenção, lição, решение, исправление, защита, урок, lösung, behebung",
    "schutz, vorbeugung, absicherung, oplossing, bescherming, preventie, les, soluzione",
    "correzione, prevenzione, protezione, lezione, 対策, 対応, 修正, 修正内容, 再発防止",
    "再発防止策",
    "해결, 해결책, 해결 방법, 조치, 재발 방지, 수정 내용, 解决方案, 解决, 修复, 修复方案, 预防措施",
)
