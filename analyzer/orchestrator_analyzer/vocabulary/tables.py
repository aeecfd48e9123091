"""Words at the head of a table's columns."""

from orchestrator_analyzer.phrases import phrases

ID_HEAD = phrases(
    "id, ids, no, nr, num, number, ref, key, code, task, item, issue, ticket",
    "finding, requirement, requirement id, test id, test case, case, story, feature",
    "bug, gap, rule, identifiant, código, номер, nummer, numero, número, codice",
    "tâche, tarea, tarefa, задача, aufgabe, taak, attività, exigence, requisito, anforderung",
    "eis, hallazgo, befund, bevinding, caso, fall, タスク, 課題, 要件, 작업, 요구사항, 任务, 需求",
    "番号, 번호, 编号, 序号, 項番, 코드, 编码",
    "nº, n, kennung, lfd nr, lfd nummer, lfd, kürzel, referenz, volgnr, volgnummer, kenmerk",
    "numéro, réf, référence, núm, clave, identificador, referencia, referência, riferimento, cod",
    "код, ид, п п, идентификатор, 識別子, コード, 管理番号, 순번, 식별자, 标识, 代码, 号",
)
TITLE_HEAD = phrases(
    "title, name, task, description, summary, item, requirement, feature, story",
    "user story, finding, issue, bug, what, test case, scenario, subject",
    "vulnerability, goal, work, idea, problem, titre, nom, tâche, exigence, constat",
    "problème, título, nombre, tarea, descripción, historia, historia de usuario",
    "hallazgo, nome, tarefa, descrição, requisito, achado, história, название",
    "задача, описание, требование, проблема, заголовок, наименование, находка",
    "titel, aufgabe, beschreibung, anforderung, befund, bezeichnung, taak",
    "omschrijving, beschrijving, eis, bevinding, titolo, attività, descrizione",
    "rilievo, タイトル, 内容, 項目, 名称, 概要, 対象, 件名, 説明, 제목, 항목, 내용",
    "use case, histoire, contrôle, cas de test, prueba, caso, escenario, cenário, caso de teste",
    "caso de uso, сценарий, testfall, prüfschritt, szenario, testgeval, caso di test, prova",
    "テスト名, テスト項目, シナリオ, 테스트명, 테스트 항목, 시나리오, 场景, 测试场景, 用例, 测试项",
    "タスク, 作業, 課題, 이름, 설명, 작업, 标题, 描述, 任务, 问题, 需求, 说明",
)
# Columns that say something about an item and never what it is.
ASIDE_HEAD = phrases(
    "p, prio, type, kind, category, date, owner, assignee, author, effort, estimate",
    "points, size, sp, commit, pr, source, link, version, component, area, module",
    "est, complexity, phase, sprint, epic, tipo, fecha, data, responsable",
    "responsável, puntos, pontos, тип, дата, ответственный, оценка, typ, datum",
    "verantwortlich, aufwand, punkte, eigenaar, punten, punti, 種別, 日付, 担当",
    "工数, 分類, 유형, 분류, 날짜, 담당, 출처, 类型, 日期, 负责人, 来源, 分类, 模块",
)

# The whole head of a first column whose rows are things to do.
THING_HEAD = phrases(
    "task, tasks, feature, features, item, improvement, idea, todo, to do, work, action, bug",
    "issue",
    "tâche, tâches, fonctionnalité, fonctionnalités, amélioration, idée, action",
    "tarea, tareas, funcionalidad, función, mejora, acción, tarefa, tarefas, funcionalidade",
    "melhoria, ação, задача, задачи, функция, функционал, улучшение, aufgabe, aufgaben",
    "funktion, verbesserung, maßnahme, taak, taken, functie, functionaliteit, verbetering",
    "actie, attività, funzionalità, miglioramento, azione, タスク, 機能, 作業, 改善, 項目",
    "課題, 작업, 기능, 할 일, 개선, 과제, 任务, 功能, 待办, 改进, 事项",
)

# Numbers in a column with such a head count what was done in turn.
STEP_HEAD = phrases(
    "step, steps, étape, étapes, paso, pasos, etapa, etapas, passo, passos, шаг, шаги, schritt",
    "schritte, stap, stappen, passaggio, passaggi, 手順, ステップ, 단계, 절차, 步骤",
)
