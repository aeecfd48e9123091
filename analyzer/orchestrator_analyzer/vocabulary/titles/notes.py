# Eleven languages are written in their own letters, some of which look like Latin ones.
"""What titles call notes."""

from orchestrator_analyzer.phrases import phrases

WORDS = phrases(
    "notes, meeting notes, minutes, handoff, hand-off, handover, brainstorm*, session notes",
    "learnings, lessons learned, research, journal, thoughts, notes de réunion, notas",
    "notas de reunión, acta, notas da reunião, ata, заметки, протокол, записки, notizen",
    "besprechungsnotiz*, meetingnotiz*, gesprächsnotiz*, sitzungsprotokoll*, protokoll",
    "besprechung, notities, notulen, verslag, note, appunti, verbale, 議事録, メモ, ノート, 회의록",
    "메모, 노트, 인수인계, 会议纪要, 笔记, 会议记录, 备忘, 交接, meeting, team meeting, standup",
    "retro, réunion, réunion d'équipe, compte-rendu de réunion, reunión, reunión de equipo",
    "reunião, reunião de equipe, riunione, diario, diário, journal de bord, besprechungen",
    "teammeeting, arbeitstagebuch, vergadering, overleg, logboek, встреча, встречи, совещание",
    "совещания, созвон, дневник, 定例, 打ち合わせ, 打合せ, ミーティング, 会議, 引き継ぎ, 引継ぎ",
    "日誌, 覚え書き, 미팅, 회의, 작업 일지, 개발 일지, 개발일지, 작업일지, 인수 인계, 例会, 周会",
    "纪要, 开发日志, 工作日志, 学习笔记, 记录, agenda, meeting report, meeting minutes",
    "compte rendu, comptes rendus, comptes-rendus, compte-rendu, procès-verbal, ordre du jour",
    "minuta, orden del día, pauta, повестка, протоколы, tagesordnung, besprechungsprotokoll",
    "meetingprotokoll, verslagen, weekverslag vergadering, ordine del giorno, verbali, resoconto",
    "アジェンダ, 打合せメモ, 会議メモ, 회의 안건, 회고, 회의 내용, 议程, 会议, 复盘, 振り返り",
    "ふりかえり, handoff notes, session summary, session log, dev log, devlog, weekly sync",
    "retrospective, retrospectives, feedback, bug feedback, user feedback, dev notes, interview",
    "작업 로그, 회고록, 피드백, 연구 노트, 作業ログ, 調査メモ, 作業メモ, フィードバック",
    "rétrospective, retours, retours utilisateurs, comptes rendus de réunion, bitácora",
    "retrospectiva, comentarios, anotaciones, registro de reunión, retroalimentación, anotações",
    "diário de bordo, registro de reunião, 回顾总结, 讨论记录, 调研笔记, 反馈, 开发笔记",
    "ретроспектива, журнал работ, отзывы, обратная связь, рабочие заметки, журнал, retrospektive",
    "recherchenotizen, übergabeprotokoll, rückmeldungen, arbeitsnotizen, logbuch, vergadernotities",
    "overdrachtsdocument, onderzoeksnotities, terugkoppeling, overdracht, retrospettiva",
    "diario di bordo, note di ricerca, riscontri, note della riunione",
    "dev diary, work log, daily log, übergabe, übergabeprotokoll, tagebuch, entwicklungstagebuch",
    "arbeitsprotokoll, vergadernotulen, werklogboek, logboek, passation, передача дел, 回顾",
    "开发记录",
    "judgment log, judgement log, session journal, running log, bitácora",
    "journal de développement, diario di sviluppo, дневник",
)
