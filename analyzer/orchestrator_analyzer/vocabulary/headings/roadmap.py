# Eleven languages are written in their own letters, some of which look like Latin ones.
"""What sections are called in a roadmap."""

from orchestrator_analyzer.phrases import phrases

WORDS = phrases(
    "near-term, near term, mid-term, medium-term, mid term, long-term, long term, short term",
    "short-term, future, vision, goals, milestones, milestone*, q1*, q2*, q3*, q4*, v1*, v2*, now",
    "next, later, upcoming, planned, in progress, theme, themes, court terme, moyen terme",
    "long terme, corto plazo, medio plazo, mediano plazo, largo plazo, curto prazo, médio prazo",
    "longo prazo, краткосрочн*, среднесрочн*, долгосрочн*, kurzfristig, mittelfristig, langfristig",
    "korte termijn, middellange termijn, lange termijn, breve termine, medio termine",
    "lungo termine, 短期, 中期, 長期, 단기, 중기, 장기, 短期目标, 中期目标, 长期, 长期目标, 예정",
    "予定, prévu, planificado, 计划中, запланировано, planejado, geplant, gepland, pianificato",
    "향후 계획, 今後の予定, futur, futuro, 未来计划, будущее, zukunft, toekomst, 마일스톤",
    "マイルストーン, jalon, hito, 里程碑, веха, marco, meilenstein, mijlpaal, traguardo",
    "planned features, future features, coming soon, upcoming features, backlog for later versions",
    "in development, under consideration, exploring, long-term vision, short-term goals",
    "long-term goals, future releases, future versions, next release, next version, next up",
    "on the horizon, someday, this quarter, next quarter, 예정된 기능, 개발 예정, 장기 목표",
    "단기 목표, 다음 버전, 검토 중, 계획, 開発予定, 検討中, 将来, 長期目標, 短期目標",
    "次のバージョン, 計画中, 今後, fonctionnalités prévues, prochaine version, à l'étude, à venir",
    "vision à long terme, objectifs à court terme, funciones planificadas, próxima versión",
    "en estudio, próximamente, objetivos a largo plazo, funcionalidades planejadas, próxima versão",
    "em estudo, em breve, objetivos de longo prazo, 规划中, 即将推出, 下一版本, 考虑中, 未来",
    "中长期, 短期计划, 中期计划, в планах, планируется, следующая версия, в разработке, скоро",
    "ближайшие планы, geplante funktionen, geplante features, nächste version, in planung",
    "in überlegung, demnächst, geplande functies, volgende versie, in overweging, binnenkort",
    "funzionalità pianificate, prossima versione, in valutazione, in arrivo",
)
