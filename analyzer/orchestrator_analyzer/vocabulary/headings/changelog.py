# Eleven languages are written in their own letters, some of which look like Latin ones.
"""What sections are called in a changelog."""

from orchestrator_analyzer.phrases import phrases

WORDS = phrases(
    "added, changed, fixed, removed, deprecated, security, bug fixes, breaking changes",
    "new features, ajouté, modifié, corrigé, añadido, cambiado, corregido, adicionado, alterado",
    "corrigido, добавлено, изменено, исправлено, удалено, hinzugefügt, geändert, behoben",
    "toegevoegd, gewijzigd, opgelost, aggiunto, modificato, corretto, 追加, 変更, 修正, 추가, 변경",
    "수정, 新增, 变更, 修复",
    "unreleased, entfernt, verwijderd, supprimé, supprimés, ajouts, corrections, agregado",
    "agregados, eliminado, eliminados, removido, removidos, rimosso, rimossi, 削除, 제거, 移除",
    "신규 기능",
)
