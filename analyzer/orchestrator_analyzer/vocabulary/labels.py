# Eleven languages are written in their own letters, some of which look like Latin ones.
"""Labels that stand before a colon, or behind a mark, at the top of documents without headings."""

from orchestrator_analyzer.phrases import Phrases, phrases
from orchestrator_analyzer.spec import DocumentKind as Kind

LABELS: tuple[tuple[Phrases, Kind], ...] = (
    (
        phrases(
            "steps, steps to reproduce, to reproduce, repro, reproduction, expected, actual",
            "expected result, actual result, expected behavior, actual behavior, os, browser",
            "expected behaviour, actual behaviour, environment, stack trace, reproducible, étapes",
            "étapes pour reproduire, résultat attendu, résultat obtenu, attendu, obtenu",
            "navigateur, environnement, pasos, pasos para reproducir, resultado esperado",
            "resultado actual, navegador, entorno, passos, passos para reproduzir, resultado atual",
            "resultado obtido, ambiente, шаги, шаги воспроизведения, ожидаемый результат",
            "фактический результат, ожидание, окружение, браузер, schritte, erwartet, tatsächlich",
            "erwartetes ergebnis, tatsächliches ergebnis, umgebung, stappen, verwacht, werkelijk",
            "omgeving, passi, atteso, ottenuto, 発生環境, 環境, 手順, 再現手順, 期待する結果",
            "期待結果, 実際の結果, 現象, 発生条件, 발생 환경, 환경, 재현, 재현 방법, 재현 절차",
            "기대 결과, 실제 결과, 증상, 현상, 环境, 复现步骤, 重现步骤, 期望结果, 预期结果",
            "实际结果, 现象, 复现",
        ),
        Kind.BUG_REPORT,
    ),
    (
        phrases(
            "attendees, present, participants, absent, facilitator, agenda, action items, présents",
            "absents, excusés, ordre du jour, asistentes, presentes, ausentes, orden del día",
            "acuerdos, participantes, pauta, encaminhamentos, участники, присутствовали",
            "присутствуют, повестка, решили, teilnehmer, anwesend, entschuldigt, protokollant",
            "tagesordnung, aanwezig, afwezig, notulist, presenti, assenti, partecipanti",
            "ordine del giorno, 出席, 出席者, 参加者, 欠席, 議題, 宿題, 決定事項, 書記, 참석",
            "참석자, 불참, 안건, 결정 사항, 参会, 参会人员, 参会人, 出席人员, 主持人, 缺席",
            "会议时间, 会议地点, 회의 일시, 일시, chair, minute taker, note taker, note-taker",
            "minute-taker, location, main focus, next meeting, présence, secrétaire de séance",
            "lieu, prochaine réunion, lugar, próxima reunión, local da reunião, próxima reunião",
            "место, следующая встреча, ort, moderator, protokollführer, nächstes treffen, notulen",
            "voorzitter, locatie, volgende vergadering, luogo, orario, segretario",
            "prossima riunione, 場所, 次回, 장소, 다음 회의, 下次会议",
        ),
        Kind.NOTES,
    ),
    (
        phrases(
            "deciders, decision makers, supersedes, superseded by, rfc, décideurs, decisores",
            "entscheider, beslissers, decisori, 決定者, 意思決定者, 의사 결정자, 决策者",
        ),
        Kind.DESIGN_DOC,
    ),
    (
        phrases(
            "reporting period, period covered, overall status, période, periodo, período",
            "berichtszeitraum, rapportageperiode, отчётный период, период, 報告期間, 対象期間",
            "보고 기간, 汇报周期, 报告周期, 汇报人, 보고자, 報告者",
        ),
        Kind.STATUS_REPORT,
    ),
    (
        phrases(
            "auditor, auditors, audited by, audit date, commit hash, prepared by, in scope",
            "auditeur, périmètre, auditado por, аудитор, prüfer, auditoren, 監査人, 診断対象",
            "監査対象, 감사인, 점검 대상, 审计时间, 审计人, 审计范围",
        ),
        Kind.AUDIT_REPORT,
    ),
)

# The field of a document that is about one item, and says which.
ID_FIELD = phrases(
    "id, task id, story id, ticket, ticket id, issue id, bug id, feature id, item id, work item",
    "backlog id, jira, key, identifiant, identificador, идентификатор, kennung, タスク id, 課題 id",
    "タスクid, 課題id, 작업 id, 작업id, 이슈 id, 任务 id, 任务id, 任务编号, 需求编号, 编号",
)

# Names of entries that tell a fact of an item, and are no criterion of it.
FACTS = phrases(
    "role, goal, value, phase, location, file, files, impact, symptom, symptoms, cause, root cause",
    "evidence, found by, verified by, verification, reported by, created, completed, notes, note",
    "deliverable, commit, branch, rôle, objectif, valeur, emplacement, fichier, fichiers, cause",
    "rol, objetivo, valor, ubicación, archivo, archivos, causa, papel, localização, arquivo",
    "arquivos",
    "роль, цель, ценность, файл, файлы, причина, симптом, rolle, ziel, datei, dateien, ursache",
    "fundort",
    "doel, waarde, fase, bestand, bestanden, oorzaak, locatie, opmerkingen, ruolo, obiettivo",
    "valore",
    "posizione, causa, 位置, 現象, 症状, 原因, 影響, 影響範囲, 場所, 箇所, 위치, 증상, 원인",
    "영향, 파일",
    "证据, 影响, 文件, 现象",
)
