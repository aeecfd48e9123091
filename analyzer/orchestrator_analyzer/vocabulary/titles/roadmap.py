# Eleven languages are written in their own letters, some of which look like Latin ones.
"""What titles call a roadmap."""

from orchestrator_analyzer.phrases import phrases

WORDS = phrases(
    "roadmap, road map, milestones, feuille de route, hoja de ruta, roteiro, дорожная карта",
    "план развития, fahrplan, routekaart, tabella di marcia, ロードマップ, 로드맵, 路线图",
    "发展规划, future plans, where we are going, product vision, vision, calendrier prévisionnel",
    "plan a futuro, planes futuros, planos futuros, планы развития, планы на будущее",
    "zukunftspläne, ausblick, toekomstplannen, piani futuri, sviluppi futuri, 今後の予定",
    "今後の計画, 開発予定, 향후 계획, 발전 계획, 未来规划, 未来计划, 版本规划, version goals",
    "release goals, future work, future features, planned features, planned releases, feature plan",
    "versions prévues, évolutions prévues, évolutions futures, funciones futuras",
    "próximas versiones, futuras versões, próximas versões, funcionalidades futuras",
    "планируемые функции, план релизов, geplante features, geplante funktionen, update-plan",
    "geplande functies, toekomstige functies, funzionalità future, prossime versioni, 実装予定",
    "バージョン計画, 개발 로드맵, 버전 계획, 迭代计划, 版本计划, 功能规划, 规划, release plan",
    "upcoming releases, where we're heading, long-term goals, project milestones, release planning",
    "project roadmap, 마일스톤, 제품 비전, 릴리스 계획, 앞으로의 계획, 장기 계획, 비전",
    "マイルストーン, リリース計画, 今後の展望, 将来計画, 将来の展望, 将来構想, プロダクトビジョン",
    "jalons, plans futurs, perspectives, prochaines versions, vision produit, plan de versions",
    "vision du produit, hitos, visión del producto, plan de lanzamientos, trabajo futuro, metas",
    "objetivos a largo plazo, marcos do projeto, visão do produto, plano de lançamentos",
    "trabalhos futuros, 里程碑, 产品愿景, 发布计划, 愿景, 后续规划, 长期规划, вехи",
    "видение продукта, будущие версии, план выпусков, перспективы, видение, meilensteine",
    "produktvision, releaseplanung, geplante versionen, langfristige ziele, mijlpalen",
    "productvisie, releaseplanning, toekomstige versies, vooruitblik, visie, traguardi",
    "visione del prodotto, piano dei rilasci, prospettive, obiettivi a lungo termine, visione",
    "version plan, releaseplan, plan de release, plan de versiones, plano de versões",
    "piano delle versioni, piano di rilascio, 출시 계획, visión, roadmap del proyecto",
    "planification des versions, 版本路线",
)
