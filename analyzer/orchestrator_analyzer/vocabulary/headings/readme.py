# Eleven languages are written in their own letters, some of which look like Latin ones.
"""What sections are called in a readme."""

from orchestrator_analyzer.phrases import phrases

WORDS = phrases(
    "installation, install, getting started, quick start, quickstart, usage, license, contributing",
    "contributors, documentation, community, sponsors, acknowledgements, acknowledgments, demo",
    "screenshots, why, installer, utilisation, licence, contribuer, démarrage rapide, instalación",
    "uso, licencia, contribuir, inicio rápido, instalação, licença, contribuindo, início rápido",
    "установка, использование, лицензия, быстрый старт, вклад, verwendung, lizenz, mitwirken",
    "schnellstart, beitragen, installatie, gebruik, licentie, bijdragen, installazione, utilizzo",
    "licenza, contribuire, インストール, 使い方, ライセンス, クイックスタート, 설치, 사용법",
    "라이선스, 빠른 시작, 기여, 安装, 使用, 使用方法, 许可证, 快速开始, 贡献, example, examples",
    "exemple, exemples, ejemplo, ejemplos, exemplo, exemplos, beispiel, beispiele, voorbeeld",
    "esempio, esempi, пример, примеры, サンプル, 예제, requirements to run, tests, development",
    "support, badges, roadmap, credits, about, 시작하기, démarrage, primeros pasos, начало работы",
    "começando, erste schritte, aan de slag, per iniziare, 프로젝트 구조, ディレクトリ構成",
    "structure du projet, estructura del proyecto, 项目结构, структура проекта",
    "estrutura do projeto, projektstruktur, projectstructuur, struttura del progetto, 貢献",
    "участие",
    "nutzung, avvio rapido, como usar, cómo usar, come usare, como executar, cómo ejecutar",
    "come eseguire, come avviare, tecnologías, tecnologias, tecnologie, технологии, запуск",
    "как запустить, 特徴, 必要条件, 起動方法, 動作環境, 使用技術, 실행 방법, 특징, 特性",
    "功能特性, 运行, 如何运行, 技术栈",
)
