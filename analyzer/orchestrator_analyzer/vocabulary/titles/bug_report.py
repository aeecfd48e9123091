# ruff: noqa: RUF001
# Eleven languages are written in their own letters, some of which look like Latin ones.
"""What titles call a bug report."""

from orchestrator_analyzer.phrases import phrases

WORDS = phrases(
    "bug, bugs, bug report, bug list, known issues, known bugs, defects, defect, crash, regression",
    "incident, postmortem, post-mortem, root cause, issue fixed, hotfix, rapport de bug, bogue*",
    "anomalie*, problèmes connus, informe de error, reporte de error, errores conocidos",
    "relatório de bug, relatório de erro, bugs conhecidos, отчёт об ошибке, баг-репорт, ошибки",
    "баги, известные проблемы, fehlerbericht, fehlerliste, bekannte fehler, foutrapport",
    "bugrapport, bekende problemen, segnalazione bug, bug noti, バグ報告, バグレポート, 不具合報告",
    "不具合, バグ一覧, 버그 리포트, 버그 보고, 버그 목록, 버그, 오류 보고, 缺陷报告, bug报告, 缺陷",
    "问题报告, 已知问题, bug fixes, bugfixes, bug tracker, issues found, liste des bugs",
    "anomalies connues, lista de errores, errores, incidencias, lista de bugs, erros",
    "problemas conhecidos, problemas conocidos, список багов, список ошибок, проблемы, fehler",
    "fehlermeldung, fehlermeldungen, fouten, foutenlijst, lista bug, errori, problemi noti",
    "障害報告, 障害, バグ, バグ修正, バグリスト, 問題点, 버그 수정, 버그 정리, 오류 목록",
    "장애 보고, 이슈 목록, 문제점, 问题清单, 问题列表, 缺陷清单, 缺陷列表, bug列表, bug清单",
    "bug修复, 问题修复, 故障报告, 故障, 已知缺陷, issues to fix, error report, incident report",
    "regression report, defect log, error log, 알려진 문제, 결함, 결함 목록, 오류 현황",
    "오류 보고서, 장애 보고서, 알려진 버그, 既知の問題, エラー報告, エラー一覧, 不具合一覧",
    "不具合管理表, rapport d'incident, rapport d'anomalie, bogues à corriger, bugs à corriger",
    "bugs connus, défauts connus, informe de errores, reporte de errores, reporte de bugs",
    "reporte de incidencias, fallos, fallos conocidos, bugs conocidos, incidente",
    "relatório de bugs, relatório de erros, relatório de incidente, falhas conhecidas, falhas",
    "defeitos, 错误报告, 问题记录, 错误列表, 错误清单, 缺陷跟踪, 事故报告, отчёт об инциденте",
    "отчет об ошибке, отчет об инциденте, найденные ошибки, дефекты, список дефектов, инцидент",
    "bekannte probleme, bugliste, störungsbericht, mängelliste, fehlerprotokoll, mängel, störungen",
    "buglijst, storingsrapport, gevonden bugs, bekende fouten, incidentrapport, elenco bug",
    "errori noti, difetti, difetti noti, segnalazione errore, segnalazione errori, bug conosciuti",
    "known problems, issue list, issue tracker, error list, problems found, buglist, open bugs",
    "foutmelding, storing, storingen, problemenlijst, journal des bugs, отчёт об ошибке",
    "отчёт об ошибках, отчет об ошибках, 問題一覧, 알려진 이슈, bug记录, bug汇总, 问题跟踪",
    "problemes connus",
    "fehlerübersicht, problemliste, foutenoverzicht, lijst met bugs, список проблем",
    "ошибки и баги, 障害一覧, 不具合リスト, 문제 목록, 问题汇总, 错误记录",
)
