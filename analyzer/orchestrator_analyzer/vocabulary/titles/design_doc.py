# Eleven languages are written in their own letters, some of which look like Latin ones.
"""What titles call a design."""

from orchestrator_analyzer.phrases import phrases

WORDS = phrases(
    "adr, rfc, kep, eip, pep, decision record, design document, design doc, technical design",
    "design, architecture, architecture overview, proposal, document de conception",
    "conception technique, architecture technique, documento de diseño, diseño técnico, diseño",
    "arquitectura, documento de design, projeto técnico, arquitetura, техническое решение",
    "проектирование, дизайн, архитектура, entwurf, technischer entwurf, architektur",
    "designdokument, ontwerp, technisch ontwerp, architectuur, ontwerpdocument",
    "documento di progettazione, progettazione, progetto tecnico, architettura, 設計, 設計書",
    "技術設計, アーキテクチャ, 設計ドキュメント, 설계, 설계서, 설계 문서, 기술 설계, 아키텍처",
    "设计, 设计文档, 技术设计, 架构, 技术方案, 设计方案, 架构设计, konzept, feinkonzept",
    "grobkonzept, systementwurf, architekturentscheidung, entscheidung, décision d'architecture",
    "dossier d'architecture, choix techniques, decisión de arquitectura, decisión",
    "propuesta técnica, decisão de arquitetura, decisão, proposta técnica, архитектурное решение",
    "проект системы, решение, architectuurbesluit, besluit, decisione, proposta tecnica, 決定記録",
    "基本設計, 詳細設計, 技術選定, 設計方針, アーキテクチャ決定, 의사결정 기록, 아키텍처 결정",
    "상세 설계, 기본 설계, 기술 검토, 详细设计, 概要设计, 系统设计, 架构决策, 决策记录, 技术选型",
    "改造方案, 实现方案, 重构方案, 解决方案, database schema, system overview, data model",
    "database design, system architecture, api design, domain model, technical spec",
    "technical specification, 데이터 모델, 데이터베이스 스키마, 시스템 구성도, 시스템 구성",
    "테이블 정의서, 기술 명세, システム構成, データモデル, テーブル定義, 構成図, 方式設計",
    "conception détaillée, dossier de conception, conception, modèle de données",
    "schéma de base de données, spécification technique, modelo de datos, esquema de base de datos",
    "base de datos, especificación técnica, modelo de dominio, modelo de dados",
    "esquema do banco de dados, banco de dados, especificação técnica, projeto de banco de dados",
    "数据模型, 数据库设计, 表结构, 系统架构, 技术规格, технический проект, модель данных",
    "схема базы данных, описание архитектуры, структура базы данных, datenmodell, datenbankschema",
    "datenbankentwurf, technisches konzept, datenbankdesign, datamodel, databaseschema",
    "systeemontwerp, architectuurbeslissing, databaseontwerp, modello dei dati",
    "schema del database, progettazione del database, decisione architetturale",
)
