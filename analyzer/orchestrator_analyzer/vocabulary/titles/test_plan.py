# Eleven languages are written in their own letters, some of which look like Latin ones.
"""What titles call a test plan."""

from orchestrator_analyzer.phrases import phrases

WORDS = phrases(
    "test plan, testing plan, test strategy, testing strategy, test cases, test specification",
    "test scenarios, qa plan, qa checklist, test matrix, plan de test, plan de tests, cas de test",
    "stratégie de test, plan de pruebas, casos de prueba, estrategia de pruebas, plano de testes",
    "plano de teste, casos de teste, план тестирования, тест-план, тестовые сценарии, тест-кейсы",
    "testplan, teststrategie, testfälle, testkonzept, testspezifikation, testprotokoll",
    "testgevallen, piano di test, piano dei test, casi di test, strategia di test, テスト計画",
    "テスト計画書, テスト仕様, テストケース, 試験計画, 테스트 계획, 테스트 계획서, 테스트 케이스",
    "测试计划, 测试用例, 测试方案, manual tests, acceptance tests, smoke tests, smoke test",
    "regression tests, test checklist, regression checklist, checklist de régression",
    "checklist de test, checklist de tests, cahier de recette, plan de recette, scénarios de test",
    "lista de pruebas, pruebas manuales, roteiro de testes, testes manuais, тестирование",
    "тест-кейсов, сценарии тестирования, план тестов, чек-лист тестирования, testkatalog",
    "testszenarien, abnahmetests, regressionstests, testplannen, acceptatietests, testscenario's",
    "piano di collaudo, scenari di test, test manuali, テスト項目, テスト項目書, テスト手順",
    "テスト観点, テスト設計, 試験項目, 테스트 시나리오, 테스트 항목, 테스트 체크리스트",
    "테스트 설계, 测试清单, 测试场景, 测试大纲, 测试项, verification plan, validation plan",
    "acceptance test plan, regression suite, test suite plan, test scripts, test procedure",
    "qa 체크리스트, 테스트 전략, 검증 계획, 인수 테스트, 단위 테스트 계획, テスト戦略, 検証計画",
    "動作確認項目, 受け入れテスト, 試験仕様書, plan de validation, plan de vérification",
    "tests d'acceptation, tests de recette, tests manuels, escenarios de prueba, plan de testing",
    "plan de validación, pruebas de aceptación, plan de verificación, estratégia de testes",
    "cenários de teste, plano de validação, testes de aceitação, plano de verificação, 测试策略",
    "验收测试, 验证计划, 回归测试, стратегия тестирования, тестовые случаи, план проверки",
    "приёмочные испытания, программа испытаний, prüfplan, testdrehbuch, verifikationsplan",
    "validierungsplan, testablauf, testaanpak, testscripts, testscenario, verificatieplan",
    "acceptatietest, testkaarten, test di accettazione, piano di verifica, piano di validazione",
    "strategia di collaudo, test document, test case specification, document de test",
    "document de tests, documento de pruebas, documento de teste, documento de testes",
    "документ тестирования, testdokument, testdocument, documento di test, テストドキュメント",
    "テスト文書, 테스트 문서, 测试文档, 手工测试, 手动测试, 手動テスト, 수동 테스트, manual test",
    "prueba manual, teste manual, ручное тестирование, manueller test, manuelle tests",
    "handmatige tests, test manuale",
)
