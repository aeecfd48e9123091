# ruff: noqa: RUF001
# Eleven languages are written in their own letters, some of which look like Latin ones.
"""What titles call a changelog."""

from orchestrator_analyzer.phrases import phrases

WORDS = phrases(
    "changelog, change log, release notes, journal des modifications, notes de version",
    "registro de cambios, registro de alterações, notas da versão, история изменений",
    "список изменений, änderungsprotokoll, änderungen, wijzigingslogboek, registro delle modifiche",
    "変更履歴, リリースノート, 변경 이력, 변경 로그, 릴리스 노트, 更新日志, 变更日志, what's new",
    "wijzigingen, novedades, historial de versiones, historial de cambios, nouveautés",
    "historique des versions, novidades, histórico de versões, histórico de alterações, novità",
    "modifiche, изменения, история версий, versionshistorie, neuerungen, versiegeschiedenis",
    "更新履歴, 更新内容, 改訂履歴, 릴리즈 노트, 패치 노트, 변경 사항, 변경사항, 업데이트 내역",
    "更新记录, 发布说明, 版本历史, 版本记录, version history, revision history",
    "notas de la versión, notas de versión, notas de lançamento, versionshinweise",
    "releaseopmerkingen, release-opmerkingen, note di rilascio, 版本说明, примечания к выпуску",
    "примечания к релизу, заметки о выпуске, 변경 기록, 変更点, 変更記録, 修订记录",
    "what's changed, neuigkeiten, wijzigingslog, releasenotes, notas de versão",
    "cronologia versioni, журнал изменений, что нового, バージョン履歴, 업데이트 노트, 变更记录",
    "releasehinweise",
    "novedades de la versión",
)
