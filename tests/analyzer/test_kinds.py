"""Short documents of every kind in eleven languages, and what a sensible person says of them."""

import pytest

from orchestrator_analyzer.analysis import analyze

NONE = "none"


def check(text: str, path: str, kind: str, modes: str) -> None:
    """Compare the kind, and see that the mode is one of those named."""
    analysis = analyze(text, path)
    mode = analysis.recommendation.mode
    assert analysis.spec.kind == kind, analysis.spec.evidence
    assert (mode.value if mode else NONE) in modes.split(), analysis.recommendation.reasons
    assert 0 < analysis.spec.confidence <= 1


DOCUMENTS: tuple[tuple[str, str, str, str], ...] = (
    (
        "spec",
        "feature build",
        "",
        """\
# 장바구니 기능 명세

## 개요
쇼핑몰에 장바구니를 추가한다.

## 요구사항
- REQ-1: 사용자는 상품을 담을 수 있어야 한다
- REQ-2: 수량을 변경할 수 있어야 한다
- REQ-3: 비로그인 사용자도 담을 수 있어야 한다

## 인수 기준
- 새로고침해도 유지된다
""",
    ),
    (
        "backlog",
        "exec fix feature",
        "TODO.md",
        """\
# 할 일

## 버그
- [ ] 로그인 오류 수정
- [x] 날짜 표시 수정

## 기능
- [ ] 다크 모드
- [ ] 알림

## 아이디어
- [ ] 앱 위젯
""",
    ),
    (
        "bug-report",
        "fix",
        "",
        """\
# 로그인 화면이 멈추는 버그

## 환경
iOS 17

## 재현 방법
1. 앱 실행
2. 로그인

## 기대 동작
로그인된다.

## 실제 동작
멈춘다.
""",
    ),
    (
        "status-report",
        "none exec",
        "",
        """\
# 3월 진행 보고서

## 완료된 작업
- 결제 모듈 구현
- 테스트 작성

## 결과
테스트 120개 통과

## 결론
일정대로 진행 중이다.
""",
    ),
    (
        "design-doc",
        "none feature",
        "docs/adr/0007-queue.md",
        """\
# ADR 0007: 메시지 큐 선택

상태: 승인됨

## 배경
작업이 느리다.

## 결정
RabbitMQ를 쓴다.

## 결과
운영 부담이 생긴다.

## 대안
Kafka
""",
    ),
    (
        "spec",
        "build feature",
        "",
        """\
# 家計簿アプリ 要件定義書

## 目的
支出を管理する。

## 技術スタック
- Next.js

## 機能要件
### 支出登録
- 金額と日付を入力できること
### レポート
- 月ごとの集計を表示すること

## 非機能要件
- 1秒以内に表示すること
""",
    ),
    (
        "task-list",
        "exec feature",
        "",
        """\
# 実装タスク

## フェーズ1: 準備
- [x] T-01 リポジトリ作成
- [ ] T-02 CI設定

## フェーズ2: 実装
- [ ] T-03 API実装
- [ ] T-04 画面実装
""",
    ),
    (
        "test-plan",
        "test",
        "",
        """\
# ログイン機能 テスト計画書

## テスト範囲
ログインとログアウト

## テスト環境
Chrome

## テストケース
| ID | 内容 | 期待結果 |
|---|---|---|
| TC-001 | 正しいパスワード | 成功 |
| TC-002 | 誤ったパスワード | エラー |
""",
    ),
    (
        "notes",
        "none exec",
        "",
        """\
# 週次定例 議事録

日時: 2024-05-01

## 参加者
- 田中
- 佐藤

## 議題
- リリース日

## 決定事項
- 6月1日に公開
""",
    ),
    (
        "changelog",
        "none",
        "",
        """\
# 変更履歴

## [1.2.0] - 2024-05-01
### 追加
- 検索
### 修正
- 落ちる問題

## [1.1.0] - 2024-04-01
### 変更
- 色
""",
    ),
    (
        "spec",
        "feature build",
        "",
        """\
# Spécification : export PDF

## Contexte
L'application existante ne permet pas l'export.

## Exigences fonctionnelles
- EF-01 : L'utilisateur doit pouvoir exporter une facture
- EF-02 : Le fichier doit porter le numéro de facture

## Critères d'acceptation
- Le PDF s'ouvre
""",
    ),
    (
        "roadmap",
        "exec feature",
        "",
        """\
# Feuille de route

## Court terme
- Export PDF
- Recherche

## Moyen terme
- Application mobile

## Long terme
- Intelligence artificielle
""",
    ),
    (
        "audit-report",
        "fix",
        "",
        """\
# Rapport d'audit de sécurité

## Résumé
Trois failles.

## Constats
### SEC-01 : Injection SQL
**Sévérité** : Critique
La recherche concatène.
### SEC-02 : Mot de passe en clair
**Sévérité** : Haute

## Recommandations
Utiliser des requêtes préparées.
""",
    ),
    (
        "task-list",
        "exec feature build",
        "",
        """\
# Plan d'implémentation

- [ ] 1. Créer le modèle
  - [ ] 1.1 Table clients
  - [ ] 1.2 Table factures
- [ ] 2. Créer l'API
""",
    ),
    (
        "spec",
        "feature build",
        "",
        """\
# Requisitos: inicio de sesión social

## Introducción
Se añade inicio con Google a la aplicación actual.

### Requisito 1: Botón de Google
**Historia de usuario:** Como usuario quiero entrar con Google.
#### Criterios de aceptación
1. CUANDO pulsa el botón ENTONCES el sistema debe abrir Google

### Requisito 2: Cerrar sesión
#### Criterios de aceptación
1. El sistema debe cerrar la sesión
""",
    ),
    (
        "bug-report",
        "fix",
        "",
        """\
# Errores conocidos

## BUG-1: El carrito se vacía
Estado: abierto
Prioridad: alta

## BUG-2: Falta el IVA
Estado: corregido

## BUG-3: No imprime
Estado: abierto
""",
    ),
    (
        "readme",
        "none",
        "",
        """\
# Mi Tienda

Tienda en línea.

## Instalación
```
npm i
```

## Uso
Abrir el navegador.

## Contribuir
PRs.

## Licencia
MIT
""",
    ),
    (
        "status-report",
        "none exec",
        "",
        """\
# Informe de progreso del sprint 4

## Resumen ejecutivo
Vamos bien.

## Logros
- API terminada

## Métricas
| Métrica | Valor |
|--|--|
| Tests | 80 |

## Conclusiones
Seguimos.
""",
    ),
    (
        "backlog",
        "exec feature",
        "",
        """\
# 产品待办列表

| 编号 | 标题 | 优先级 | 状态 |
|---|---|---|---|
| A-1 | 搜索 | 高 | 待办 |
| A-2 | 登录 | 中 | 已完成 |
| A-3 | 导出 | 低 | 待办 |
""",
    ),
    (
        "spec",
        "build feature",
        "",
        """\
# 博客系统需求文档

## 项目背景
做一个博客。

## 技术栈
- Vue

## 功能需求
### 文章管理
- 支持发布文章
### 评论
- 支持评论

## 非功能需求
- 页面必须在两秒内打开
""",
    ),
    (
        "bug-report",
        "fix",
        "",
        """\
# 缺陷报告: 上传失败

## 环境
Windows

## 复现步骤
1. 选择文件
2. 上传

## 预期行为
成功

## 实际行为
失败

## 原因
未知
""",
    ),
    (
        "other",
        "none",
        "docs/deploy.md",
        """\
# 部署指南

## 前置条件
- Docker

## 步骤
1. 克隆仓库
2. 运行

## 常见问题
无
""",
    ),
    (
        "task-list",
        "exec feature",
        "",
        """\
# План работ

## Этап 1
- [x] Создать базу
- [x] Настроить сервер

## Этап 2
- [ ] Сделать API
- [ ] Сделать страницу
- [ ] Написать тесты
""",
    ),
    (
        "spec",
        "build feature",
        "",
        """\
# Техническое задание: трекер привычек

## Цели
Помочь людям.

## Стек технологий
Python

## Функциональные требования
- ФТ-1: Пользователь должен создавать привычки
- ФТ-2: Система должна напоминать

## Нефункциональные требования
- Ответ за секунду
""",
    ),
    (
        "changelog",
        "none",
        "",
        """\
# История изменений

## 2.1.0 (2024-03-01)
- Добавлено: поиск

## 2.0.1 (2024-02-01)
- Исправлено: падение
""",
    ),
    (
        "roadmap",
        "exec feature",
        "",
        """\
# Дорожная карта

## 1 квартал 2025
- [x] Поиск
- [ ] Экспорт

## 2 квартал 2025
- [ ] Мобильное приложение
""",
    ),
    (
        "test-plan",
        "test",
        "",
        """\
# Plano de Testes

## Escopo
Login

## Ambiente de teste
Staging

## Casos de teste
- CT-01: login válido
- CT-02: senha errada
""",
    ),
    (
        "backlog",
        "exec fix feature",
        "",
        """\
# Pendências

- [ ] Corrigir erro no cadastro
- [ ] Melhorar busca
- [x] Ajustar cores
- [ ] Adicionar filtro
""",
    ),
    (
        "design-doc",
        "none feature",
        "",
        """\
# Arquitetura do sistema

## Contexto
Sistema legado.

## Decisão
Usar microsserviços.

## Alternativas consideradas
Monólito

## Consequências
Mais operação.
""",
    ),
    (
        "audit-report",
        "fix",
        "",
        """\
# Sicherheitsaudit

## Zusammenfassung
Zwei Befunde.

## Befunde
| ID | Befund | Schweregrad | Status |
|--|--|--|--|
| S-1 | XSS im Kommentar | Hoch | offen |
| S-2 | Altes TLS | Mittel | behoben |

## Empfehlungen
Header setzen.
""",
    ),
    (
        "spec",
        "feature build",
        "",
        """\
# Anforderungen: Warenkorb

## Ziele
Kunden kaufen.

## Funktionale Anforderungen
- FA-01: Das System muss Artikel merken
- FA-02: Das System muss Mengen ändern können

## Nicht-funktionale Anforderungen
- NFA-01: Antwort unter 200 ms

## Akzeptanzkriterien
- Bleibt nach dem Neuladen
""",
    ),
    (
        "task-list",
        "exec refactor",
        "",
        """\
# Umsetzungsplan

## Phase 1
- [x] Aufgabe 1: Modul trennen
- [ ] Aufgabe 2: Tests schreiben

## Phase 2
- [ ] Aufgabe 3: Alte Klassen löschen
""",
    ),
    (
        "notes",
        "none exec",
        "",
        """\
# Besprechungsnotizen 12. März

Teilnehmer: Anna, Ben

## Tagesordnung
- Termin

## Entscheidungen
- Start im April
""",
    ),
    (
        "bug-report",
        "fix",
        "",
        """\
# Bekende problemen

## Probleem 1: Winkelwagen leeg
Status: open

## Probleem 2: Verkeerde btw
Status: opgelost
""",
    ),
    (
        "roadmap",
        "exec feature",
        "",
        """\
# Routekaart

## Korte termijn
- Zoeken

## Lange termijn
- App
""",
    ),
    (
        "spec",
        "build feature",
        "",
        """\
# Programma van eisen: reserveringssysteem

## Doelen
Tafels reserveren.

## Functionele eisen
- E1: Een gast moet een tafel kunnen kiezen
- E2: Een gast moet kunnen annuleren

## Niet-functionele eisen
- Snel
""",
    ),
    (
        "spec",
        "build feature",
        "",
        """\
# Specifica: app per ricette

## Obiettivi
Cucinare.

## Requisiti funzionali
- RF1: L'utente deve poter cercare ricette
- RF2: L'utente deve salvare preferiti

## Criteri di accettazione
- Funziona offline
""",
    ),
    (
        "status-report",
        "none exec test",
        "",
        """\
# Relazione sullo stato del progetto

## Sommario
Tutto bene.

## Risultati
- Modulo pagamenti completato

## Conclusioni
Pronti al rilascio.
""",
    ),
    (
        "test-plan",
        "test",
        "",
        """\
# Piano di test

## Ambito
Carrello

## Casi di test
- [ ] Aggiungere un articolo
- [ ] Togliere un articolo
""",
    ),
    (
        "other",
        "none",
        "",
        """\
# Guida all'installazione

## Prerequisiti
- Node

## Passaggi
1. Scarica
2. Avvia
""",
    ),
    (
        "other",
        "none",
        "",
        """\
# Code style

Use four spaces.

## Naming
Snake case.

## Imports
Sorted.
""",
    ),
    (
        "readme",
        "none",
        "README.md",
        """\
# fastpdf

![badge](x)

Fast PDF.

## Features
- Fast
- Small

## Installation
```
pip install fastpdf
```

## Usage
```python
x
```

## Roadmap
- [ ] Windows

## License
MIT
""",
    ),
    (
        "backlog",
        "fix exec",
        "docs/BACKLOG.md",
        """\
# Bug backlog

## BUG-001: Crash on save
**Priority**: Critical
**Status**: Open

## BUG-002: Wrong colour
**Priority**: Low
**Status**: Fixed
""",
    ),
    (
        "task-list",
        "exec feature",
        "docs/plans/2025-01-01-payments.md",
        """\
# Payments Implementation Plan

**Goal:** Take cards.

### Task 1: Add the model

**Files:**
- Create: `src/a.py`

- [ ] **Step 1: Write the failing test**
- [ ] **Step 2: Make it pass**
- [ ] **Step 3: Commit**

### Task 2: Add the route

- [ ] **Step 1: Write the failing test**
- [ ] **Step 2: Make it pass**
""",
    ),
    (
        "audit-report",
        "fix none",
        "",
        """\
# Audit of Vault

## Findings

### [H-01] Anyone can drain
**Severity:** High
**Status:** Resolved

### [M-01] Rounding
**Severity:** Medium
**Status:** Acknowledged

### [L-01] Typo
**Severity:** Low
**Status:** Open
""",
    ),
    (
        "status-report",
        "none",
        "MIGRATION_SUMMARY.md",
        """\
# Migration complete

## Summary
All services moved.

## What was done
- Moved API
- Moved DB

## Results
- 0 errors

✅ All tests pass
""",
    ),
    (
        "spec",
        "build",
        "",
        """\
# PRD: Habit tracker

## Problem
People forget.

## Target users
Students

## Features
- Daily reminders
- Streaks
- Export

## Success metrics
- 1000 users
""",
    ),
)


@pytest.mark.parametrize(
    ("kind", "modes", "path", "text"),
    [pytest.param(*row, id=row[3].split("\n")[0].strip("# ")[:40]) for row in DOCUMENTS],
)
def test_a_document_is_of_the_kind_that_a_reader_sees(
    kind: str, modes: str, path: str, text: str
) -> None:
    check(text, path, kind, modes)


def test_evidence_names_words_and_the_line_they_stand_on() -> None:
    analysis = analyze("Hello.\n\n# Roadmap\n\n## Near-term\n\n- Coffee\n")
    shown = {(evidence.words, evidence.line) for evidence in analysis.spec.evidence}
    assert ("the title says 'roadmap'", 2) in shown
    assert ("a section 'near-term'", 4) in shown


def test_an_empty_document_is_of_no_kind() -> None:
    check("", "", "other", NONE)
