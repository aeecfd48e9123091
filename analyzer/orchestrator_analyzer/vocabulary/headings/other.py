# Eleven languages are written in their own letters, some of which look like Latin ones.
"""What sections are called in a page that asks for nothing."""

from orchestrator_analyzer.phrases import phrases

WORDS = phrases(
    "prerequisites, synopsis, description, see also, when to use, authentication, endpoints",
    "rate limiting, configuration, examples, parameters, troubleshooting, faq, step*, overview",
    "code style, pull requests, development setup, environment variables, errors, request",
    "response, best practices, deployment, prérequis, étapes, dépannage, requisitos previos, pasos",
    "ejemplos, pré-requisitos, passos, exemplos, предварительные требования, примеры, шаги",
    "voraussetzungen, beispiele, schritte, vereisten, voorbeelden, stappen, prerequisiti, esempi",
    "passaggi, 前提条件, 例, 手順, 사전 요구 사항, 예시, 단계, 前置条件, 示例, 何时使用, 步骤",
    "contacts, code examples, step 1*, next reading, further reading, related pages, siehe auch",
    "voir aussi, véase también, veja também, см. также, zie ook, vedi anche, 関連項目, 참고 자료",
    "相关文档",
)
