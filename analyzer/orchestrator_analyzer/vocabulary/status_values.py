# Eleven languages are written in their own letters, some of which look like Latin ones.
"""Words that are a status where they are all of a cell, of a field or of a heading.

Within a sentence most of them mean something else: "live preview", "取消ボタン".
"""

from orchestrator_analyzer.spec import Status


def _words(*lists: str) -> tuple[str, ...]:
    return tuple(word.strip() for text in lists for word in text.split(",") if word.strip())


_DONE = _words(
    "live, deployed, in production, accepted, solved, approved, signed off, ok, okay, works",
    "fertiggestellt, implementiert, ausgerollt, gefixt, abgenommen, freigegeben, deployt",
    "gesloten, afgehandeld, geïmplementeerd, live gezet, uitgerold, goedgekeurd, gefikst",
    "fini, finie, clos, close, validé, validée, déployé, déployée, en production",
    "mis en production",
    "listo, lista, aprobado, aprobada, desplegado, en producción, solucionado, solucionada",
    "pronto, pronta, fechado, fechada, completo, completa, em produção, publicado, aprovada",
    "solucionado, encerrado, encerrada, finito, finita, implementato, approvato, pubblicato",
    "rilasciato, in produzione, chiusa, terminato, внедрено, внедрена, выпущено, решён, закрыта",
    "закрыт, готова, готов, сделана, принято, проверено, завершен, опубликовано, развёрнуто",
    "済, 終了, クローズ, 完, 実施済, 確認済, 検証済, 対応完了, 実装完了, 修正完了, 公開済み",
    "本番反映済",
    "リリース完了, 解決, 해결, 종료, 완, 완료함, 검증 완료, 배포완료, 구현완료, 수정완료",
    "개발완료, 해결완료",
    "처리완료, 반영 완료, 반영완료, 구현 완료, 수정 완료, 배포 완료, 해결 완료, 처리 완료, 완료됨",
    "已合并, 已处理, 完毕, 已验收, 已部署, 上线, 已上线, 已测试, 修复完成, 已解决, 已修正, 结束",
    "已结束",
)
_OPEN = _words(
    "queued, unassigned, reported, outstanding, upcoming, not yet, untouched, unstarted, next",
    "neu, zu erledigen, noch offen, ungelöst, nicht gestartet, nicht umgesetzt, wartend, fehlt",
    "nieuw, niet gestart, niet gedaan, nog niet begonnen, wachtrij, ingepland, ontbreekt",
    "te starten",
    "planifié, planifiée, nouveau, nouvelle, non commencé, pas commencé, prévu, prévue, à corriger",
    "à traiter, à venir, non fait, non résolu, non traité, à planifier, manquant, nuevo, nueva",
    "planificado, planificada, no iniciado, no iniciada, sin iniciar, por corregir, sin resolver",
    "no resuelto, no implementado, por empezar, planejado, planejada, novo, nova, a corrigir",
    "não começado, não iniciada, não resolvido, não implementado, por fazer, planeado, faltando",
    "in attesa, nuovo, nuova, non iniziato, da correggere, non risolto, pianificata",
    "da pianificare",
    "mancante, новая, новый, ожидает, в планах, в очереди, не начата, не начат, не решено",
    "не реализовано, ждёт, ожидание, планируется, запланирована, отсутствует, открыт, 未, 予定",
    "オープン, 新規, 着手前, 待ち, これから, 未処理, 未確認, 未開始, 未作成, 起票, 対応予定",
    "対応待ち",
    "시작 전, 미구현, 미진행, 미처리, 시작 안 함, 신규, 등록, 접수, 대기중, 진행전, 진행 전, 미정",
    "예정됨, 미수정, 미적용, 해야 함, 열림, 待开始, 未解决, 未处理, 待实现, 未开发, 未实现, 新建",
    "待确认",
    "待测试, 待完成, 规划中, 待排期, 打开, 未启动, 未修正, 排队中",
)
_IN_PROGRESS = _words(
    "in work, under review, working on it, active, in testing, in qa, in flight, underway, working",
    "halfway, almost done, started, begonnen, läuft, in entwicklung, in prüfung, im test",
    "angefangen",
    "wird bearbeitet, laufend, onderhanden, lopend, in ontwikkeling, in behandeling, in review",
    "wordt getest, en développement, commencé, commencée, en revue, en test, entamé, démarré",
    "en traitement, en proceso, en desarrollo, iniciado, iniciada, en revisión, en pruebas",
    "empezado, trabajando, em desenvolvimento, em revisão, fazendo, em teste, em curso",
    "em execução",
    "em testes, começado, in lavorazione, iniziato, iniziata, in sviluppo, in revisione, in test",
    "avviato, начато, начата, в разработке, на проверке, на ревью, тестируется, делается, идёт",
    "частично готово, в тестировании, 実装中, レビュー中, 修正中, 調査中, 対応中, テスト中, 確認中",
    "検証中, 作成中, 着手済, 着手済み, 着手中, 一部対応, 途中, 작업 중, 작업중, 개발 중, 개발중",
    "검토 중",
    "수정 중, 수정중, 구현 중, 구현중, 진행, 처리 중, 처리중, 테스트 중, 확인 중, 시작함, 검토중",
    "开发中, 修复中, 测试中, 正在进行, 评审中, 实施中, 进行, 已开始, 部分实现, 实现中, 审核中",
    "设计中",
)
_DEFERRED = _words(
    "later on, backburner, not now, someday, next release, später, vertagt, auf eis",
    "gepauzeerd, later, on hold, plus tard, ultérieurement, suspendu, más adelante, suspendido",
    "en espera, em pausa, pausado, pausada, mais tarde, em espera, suspenso, adiado, in pausa",
    "più tardi, in sospeso, на паузе, позже, приостановлено, приостановлена, потом, на потом",
    "一時停止, 見合わせ, ペンディング, 先送り, 将来対応, 次期対応, 추후, 중단, 나중에, 추후 진행",
    "보류 중",
    "보류중, 보류됨, 연기됨, 暂停, 以后, 已推迟, 挂起, 已搁置, 待后续, 后续版本",
)
_REJECTED = _words(
    "withdrawn, not needed, no longer needed, out of scope, as designed, by design",
    "works as designed",
    "cannot reproduce, not reproducible, won't implement, removed from scope, hinfällig",
    "gestrichen",
    "nicht reproduzierbar, wird nicht umgesetzt, wird nicht behoben, entfällt, zurückgezogen",
    "wordt niet opgelost, niet nodig, ingetrokken, niet reproduceerbaar, afgekeurd, refusé",
    "refusée",
    "ne sera pas corrigé, non retenu, sans suite, non reproductible, anulado, anulada",
    "no se corregirá, no se hará, no reproducible, desestimado, não será corrigido",
    "não será feito, não reproduzível, anulado, recusado, non verrà corretto, abbandonato",
    "non riproducibile, non necessario, respinto, не будет исправлено, не будет, снято, снята",
    "неактуально, не воспроизводится, не требуется, отказ, 対応しない, 対応不要, キャンセル",
    "取り下げ",
    "不採用, 取消, 再現せず, 仕様, 仕様通り, 対応なし, 不要, 반려, 폐기, 제외, 취소됨, 불필요",
    "재현 불가",
    "하지 않음, 안 함, 기각됨, 不修复, 放弃, 驳回, 取消, 不做, 无需修复, 无法复现, 已废弃",
    "不予处理",
    "无需处理, 已驳回, 作废",
)
_BLOCKED = _words(
    "stuck, waiting, held up, wartet, hängt, wacht, vastgelopen, en blocage, detenido, parado",
    "aguardando, ждёт ответа, стоит, ブロック, 停止中, 待機中, 차단, 막힘, 卡住, 被阻塞, 已阻塞",
    "等待依赖",
)
VALUES: dict[str, Status] = {
    **dict.fromkeys(_OPEN, Status.OPEN),
    **dict.fromkeys(_IN_PROGRESS, Status.IN_PROGRESS),
    **dict.fromkeys(_DONE, Status.DONE),
    **dict.fromkeys(_DEFERRED, Status.DEFERRED),
    **dict.fromkeys(_REJECTED, Status.REJECTED),
    **dict.fromkeys(_BLOCKED, Status.BLOCKED),
}
# Of these, a heading or what stands behind a title is something else: "Solution", "Next".
NO_HEADINGS = frozenset(
    _words(
        "live, ok, okay, works, working, active, close, neu, nuevo, nueva, novo, nova, nuovo",
        "nuova, completo, completa, 解決, 해결, 종료, 終了, 仕様, 仕様通り",
        "取消, 不要, 취소됨, v2, future, next, later, fehlt, waiting, parado, 进行, 진행, 등록",
        "접수, 中, 上线",
        "lista, pronto, pronta, approved, accepted, 结束, publicado, estado, by design",
        "as designed",
        "out of scope, 제외, 仕様, キャンセル, 打开, 新建, deployed, in production, aprobado",
        "aprovada",
        "next release, 未, 済, 完, 予定, 新規, 등록, 중단, 停止中, 公開済み, 以后, 放弃",
    )
)
