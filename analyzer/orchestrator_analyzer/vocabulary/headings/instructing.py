# Eleven languages are written in their own letters, some of which look like Latin ones.
"""What sections are called in instructions: to an agent, or to whoever is to follow them."""

from orchestrator_analyzer.phrases import phrases

INSTRUCTING = phrases(
    "when to use, when to use this skill, when to use this, instructions, output format",
    "response format, your task, your role, role, persona, arguments, workflow, process",
    "required process, core principles, anti-patterns, how it works, do not, dos and don'ts",
    "quality standards, success criteria for the agent, format, input, inputs, output, variables",
    "commands, common mistakes, checklist for reviewers, naming convention, conventions",
    "coding conventions, coding standards, commit messages, golden rules, non-negotiables",
    "quand utiliser, instructions importantes, format de sortie, format de réponse, règles",
    "cuándo usar, instrucciones, formato de salida, reglas, quando usar, instruções",
    "formato da resposta, formato de saída, regras, когда использовать, инструкции, инструкция",
    "формат ответа, правила, как пользоваться, wann verwenden, anweisungen, ausgabeformat, regeln",
    "namenskonvention, wanneer gebruiken, instructies, uitvoerformaat, regels, uitgangspunten",
    "quando usare, istruzioni, formato di output, regole, 使用場面, いつ使うか, 指示, 出力形式",
    "ルール, 手順書, 注意事項, 사용 시점, 언제 사용, 지침, 출력 형식, 규칙, 작성 방법, 使用场景",
    "running tests, running the tests, run the tests, how to run, adding tests, adding a test",
    "writing tests, writing a test, lancer les tests, exécuter les tests, ajouter un test",
    "ejecutar las pruebas, ejecución de pruebas, añadir una prueba, executar os testes",
    "rodar os testes, adicionar um teste, запуск тестов, добавление теста, как запустить",
    "tests ausführen, test hinzufügen, tests uitvoeren, een test toevoegen, eseguire i test",
    "aggiungere un test, テストの実行, テストの追加, 테스트 실행, 테스트 추가, 运行测试, 添加测试",
    "何时使用, 指令, 输出格式, 规则, 使用方法, 注意事项, 章节说明, 工作流程",
)
