# Eleven languages are written in their own letters, some of which look like Latin ones.
"""What titles call a specification."""

from orchestrator_analyzer.phrases import phrases

WORDS = phrases(
    "specification, spec, feature specification, requirements, requirements document",
    "product requirements*, prd, srs, feature, user stories, epic, functional specification",
    "cahier des charges, spécification*, exigences, especificación, especificaciones, requisitos",
    "requerimientos, especificação, especificações, спецификация, требования, техническое задание",
    "тз, spezifikation, anforderungen, anforderungskatalog, anforderungsliste",
    "anforderungsdokument*, anforderungsspezifikation, lastenheft, pflichtenheft, specificatie",
    "specificaties, eisen, programma van eisen, specifica, specifiche, requisiti, 仕様, 仕様書",
    "要件, 要件定義, 要件定義書, 요구사항, 요구 사항, 명세, 명세서, 기획서, 사양, 需求, 需求文档",
    "规格, 需求规格, 规格说明, 需求说明, user story, feature request, historias de usuario",
    "histórias de usuário, histoires utilisateur, récits utilisateur, пользовательские истории",
    "истории пользователей, anwendergeschichten, leistungsbeschreibung, neue funktion",
    "gebruikersverhalen, nieuwe functie, storie utente, nuova funzionalità, nueva funcionalidad",
    "funcionalidad, nova funcionalidade, funcionalidade, nouvelle fonctionnalité, fonctionnalité",
    "новая функция, доработка, ユーザーストーリー, 機能仕様, 要求仕様, 企画書, 新機能, 機能要望",
    "사용자 스토리, 유저 스토리, 기능 정의, 기능 명세, 제안서, 신규 기능, 기획안, 用户故事",
    "产品文档, 功能规格, 功能设计文档, 新功能, 功能需求, use case, use cases, scope of work",
    "project scope, acceptance criteria, feature proposal, business requirements, feature brief",
    "product brief, vision document, 제품 요구사항, 제품 요구사항 문서, 요구사항 문서",
    "需求规格说明书, 화면 정의서, 화면 설계서, 유스케이스, 기능 목록, 서비스 기획, 인수 기준",
    "ユースケース, ユースケース一覧, 要求分析, 機能一覧, 受け入れ基準, 画面仕様, 要求定義",
    "機能説明, expression des besoins, besoins fonctionnels, besoins, cas d'utilisation",
    "définition du besoin, critères d'acceptation, périmètre du projet, casos de uso, caso de uso",
    "alcance del proyecto, propuesta de funcionalidad, criterios de aceptación, escopo do projeto",
    "documento de visão, critérios de aceitação, levantamento de requisitos",
    "proposta de funcionalidade, 规格说明书, 功能说明, 用例说明, 功能清单, 功能描述, 需求分析",
    "业务需求, 验收标准, 项目需求, варианты использования, сценарии использования",
    "постановка задачи, описание функционала, критерии приёмки, anforderungsanalyse",
    "anwendungsfälle, anwendungsfall, produktanforderungen, funktionsbeschreibung, fachkonzept",
    "akzeptanzkriterien, projektumfang, benutzeranforderungen, functioneel ontwerp",
    "requirementsanalyse, eisenlijst, pakket van eisen, functionele specificatie",
    "acceptatiecriteria, gebruikersverhaal, casi d'uso, caso d'uso, capitolato",
    "analisi dei requisiti, criteri di accettazione, ambito del progetto",
)
