# ruff: noqa: RUF001
# Eleven languages are written in their own letters, some of which look like Latin ones.
"""Words by which a document says how it is best run."""

from orchestrator_analyzer.phrases import phrases

REFACTOR_WORDS = phrases(
    "refactor*, restructur*, clean-up, cleanup, migration, technical debt, tech debt",
    "refactorisation, refactorización, refatoração, рефакторинг*, refaktorisierung, umbau",
    "refactoren, rifattorizzazione, リファクタリング, 리팩토링, 리팩터링, 重构",
)
# Those that are seldom said of anything but code which is to do the same as before.
RESTRUCTURING_WORDS = phrases(
    "refactor*, restructur*, reorganiz*, reorganis*, consolidat*, modulariz*, decoupl*, clean up",
    "deduplicat*, duplicated code, technical debt, tech debt, god class, extract class, monolith",
    "refactoris*, restructurer, réorganis*, dette technique, code dupliqué, mutualis*",
    "refactoriz*, reestructur*, reorganizar*, deuda técnica, código duplicado, refator*",
    "reestrutur*, dívida técnica, рефактор*, реструктур*, техдолг, дублирован*, вынести",
    "refaktor*, umstruktur*, aufräumen, doppelter code, herstructur*, opschonen, dubbele code",
    "rifattorizz*, ristruttur*, codice duplicato, リファクタ*, 再構成, 共通化",
    "重複コード, 책임 분리",
    "리팩토링, 리팩터링, 구조 개선, 중복 제거, 重构, 重構, 抽取, 解耦, 拆分, 重复代码",
)
FIX_WORDS = phrases(
    "fix, fixes, bug, bugs, bugfix, hotfix, regression, crash, correction, corriger",
    "correction de bugs, corrección, arreglo, correção, исправление, баг*, ошибк*, fehlerbehebung",
    "fehler, oplossen, correzione, 修正, バグ修正, 不具合, 버그, 수정, 修复, 缺陷",
)
TEST_WORDS = phrases(
    "test coverage, coverage analysis, coverage gaps, test gap*, couverture de tests",
    "coverage matrix, coverage report, matrice de couverture, matriz de cobertura",
    "матрица покрытия, abdeckungsmatrix, dekkingsmatrix, matrice di copertura, カバレッジ表",
    "커버리지 매트릭스, 覆盖矩阵, 覆盖率报告",
    "cobertura de pruebas, cobertura de testes, покрытие тестами, testabdeckung, testdekking",
    "copertura dei test, テストカバレッジ, 테스트 커버리지, 测试覆盖率",
)
GAPS_WORDS = phrases(
    "gaps, uncovered, not covered, missing tests, missing coverage, recommendations, coverage gaps",
    "lacunes, brechas, lacunas, пробелы, lücken, hiaten, lacune, 未カバー, 미커버, 未覆盖, 缺口",
    "改进建议",
)
GREENFIELD_WORDS = phrases(
    "tech stack, technology stack, from scratch, greenfield, project setup, database schema",
    "system architecture, prd, product requirements*, project initialization, introduction, mvp",
    "development roadmap, logical dependency chain, technical architecture, core features",
    "pile technique, stack técnico, stack tecnológico, pila tecnológica, стек технологий",
    "технологический стек, technologiestack, technische stack, stack tecnologico, 技術スタック",
    "プロジェクト基盤, 기술 스택, 프로젝트 초기*, 技术栈, 项目初始化, srs, requirements document",
    "requirements specification, software requirements, product overview, product vision",
    "target users, target audience, user personas, business goals, monetization",
    "cahier des charges, expression des besoins, public cible, utilisateurs cibles",
    "documento de requisitos, especificación de requisitos, público objetivo, usuarios objetivo",
    "público-alvo, levantamento de requisitos, escopo do projeto, техническое задание, тз",
    "целевая аудитория, назначение системы, lastenheft, pflichtenheft, zielgruppe, produkteinsatz",
    "zielbestimmung, programma van eisen, pakket van eisen, doelgroep, capitolato",
    "documento dei requisiti, pubblico target, utenti target, 要件定義, 要件定義書, 企画書",
    "対象ユーザー, ターゲットユーザー, 想定ユーザー, 기획서, 요구사항 정의서, 요구사항 명세서",
    "대상 사용자, 타겟 사용자, 需求规格说明书, 产品需求, 需求文档, 目标用户, 项目背景, 用户画像",
    "서비스 개요, サービス概要",
)
EXISTING_WORDS = phrases(
    "existing, currently, current behavior, replace*, extend*, migrat*, improve*, what changes",
    "added requirements, modified requirements, feature branch, existant*, actuellement",
    "existente*, actualmente, atualmente, существующ*, сейчас, bestehende*, derzeit, bestaande",
    "huidige, esistente, attualmente, 既存, 現在の, 기존, 현재, 现有, 目前",
)
BEGINS_WORDS = phrases(
    "initialize, set up project, setup project, project structure, create project, scaffold*",
    "bootstrap, initialise, プロジェクトのセットアップ, プロジェクト基盤, プロジェクト初期化",
    "프로젝트 초기화, 프로젝트 설정, 初始化项目, 项目初始化, 搭建项目, 创建项目",
    "initialiser le projet, inicializar el proyecto, configurar el proyecto, inicializar o projeto",
    "инициализация проекта, projekt aufsetzen, projekt initialisieren, project opzetten",
    "inizializzare il progetto",
)
