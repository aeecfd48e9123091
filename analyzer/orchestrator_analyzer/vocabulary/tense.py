# ruff: noqa: RUF001
# Eleven languages are written in their own letters, some of which look like Latin ones.
"""Forms of verbs by which an entry tells what somebody has done, and what it stands with.

Only of verbs for what is done to programs: "advanced search" tells of nothing that was done, and
"resultado" is no participle.
"""


def _words(text: str) -> set[str]:
    return set(text.split())


def _forms(stems: str, *endings: str) -> set[str]:
    return {stem + ending for stem in stems.split() for ending in endings}


_ENGLISH = _words("""
added fixed implemented created updated removed refactored moved replaced migrated introduced
resolved corrected changed renamed rewrote rewritten wrote built converted extracted switched
upgraded deployed verified cleaned deleted dropped reduced increased adjusted completed shipped
released delivered wired documented configured merged split reworked redesigned simplified
improved optimized optimised repaired solved patched bumped installed enabled disabled separated
consolidated restructured reorganized restored stopped
""")
_FRENCH = _forms(
    "ajout corrig implément supprim modifi amélior optimis créé déplac remplac migr intégr configur"
    " retir nettoy simplifi renomm refactoris document déploy test valid livr",
    *("é", "ée", "és", "ées"),
) | {
    *("créé", "créée", "créés", "créées", "mis", "mise", "réduit", "réduite", "refait", "refaite"),
    *("refaits", "refaites", "résolu", "résolue", "résolus", "résolues", "réécrit", "réécrite"),
}
_IBERIAN = _forms(
    "agreg implement elimin cre actualiz mejor refactoriz cambi configur integr optimiz rediseñ"
    " migr ajust solucion document separ unific reemplaz complet despleg simplific automatiz"
    " arregl corrig modific adicion cri atualiz melhor refator alter substitu otimiz unific"
    " redesenh ajeit implant valid finaliz quit prob test",
    *("ado", "ada", "ados", "adas"),
) | _forms(
    "añad correg corrig reduc resuel remov resolv mov inclu reescri introduc introduz substitu",
    *("ido", "ida", "idos", "idas", "ído", "ída", "ídos", "ídas"),
)
_IBERIAN_PAST = _forms(
    "agreg implement elimin cre actualiz mejor refactoriz cambi configur integr optimiz rediseñ"
    " migr ajust solucion document separ unific reemplaz complet despleg simplific automatiz"
    " arregl modific quit prob",
    *("ó", "aron", "amos"),
) | _forms(
    "añad corrig reduj resolv mov incluy reescrib introduj sustituy", "ió", "ieron", "o", "eron"
)
_PORTUGUESE_PAST = _forms(
    "adicion implement elimin cri atualiz melhor refator mud configur integr otimiz redesenh"
    " migr ajust document separ unific complet simplific automatiz arrum alter",
    *("ou", "aram", "amos"),
) | _forms(
    "corrig remov resolv mov inclu substitu introduz reduz", "iu", "iram", "eu", "emos", "imos"
)
_ITALIAN = _forms(
    "implement cre aggiorn miglior sostitu spost ottimizz integr modific elimin configur migr"
    " sistem complet test document semplific separ unific rinomin ripristin automatizz",
    *("ato", "ata", "ati", "ate", "ito", "ita", "iti", "ite"),
) | _forms("aggiunt corrett rimoss risolt introdott ridott riscritt", "o", "a", "i", "e")
_RUSSIAN = _forms(
    "добавлен исправлен переработан удален удалён реализован обновлен обновлён создан улучшен"
    " изменен изменён перенесен перенесён настроен подключен подключён внедрен внедрён"
    " оптимизирован заменен заменён вынесен сделан написан переписан устранен устранён введен"
    " введён увеличен уменьшен ускорен разделен разделён объединен объединён поправлен починен"
    " упрощен упрощён завершен завершён проверен протестирован развернут развёрнут убран собран",
    *("", "а", "о", "ы"),
) | _forms(
    "добави исправи переработа удали реализова обнови созда улучши измени перенес настрои"
    " подключи внедри оптимизирова замени вынес сдела написа переписа устрани ввё починил",
    *("л", "ла", "ли"),
)
_GERMAN = _words("""
hinzugefügt behoben umgesetzt implementiert ergänzt entfernt aktualisiert verbessert angepasst
korrigiert erstellt ersetzt umgestellt eingeführt eingebaut ausgetauscht überarbeitet optimiert
refaktoriert refactored migriert gelöst erweitert getestet abgeschlossen verschoben gelöscht
integriert eingerichtet vereinfacht reduziert beschleunigt dokumentiert bereinigt umbenannt
ausgelagert zusammengeführt umgebaut geschrieben repariert gebaut
""")
_DUTCH = _words("""
toegevoegd opgelost verwijderd aangepast verbeterd geïmplementeerd gemaakt vervangen bijgewerkt
hersteld verplaatst getest afgerond ingevoerd gebouwd gerefactord gemigreerd uitgebreid ingesteld
gekoppeld geoptimaliseerd vereenvoudigd gedocumenteerd hernoemd opgeschoond gewijzigd herschreven
""")

# Where an entry begins or ends with one of these, or has one behind what follows, it tells of
# something that was done.
DONE_FORMS = frozenset(_ENGLISH | _GERMAN | _DUTCH | _FRENCH | _IBERIAN | _ITALIAN | _RUSSIAN)
# A verb that says by itself that it is past, whatever stands around it.
PAST_FORMS = frozenset(_IBERIAN_PAST | _PORTUGUESE_PAST)
AUXILIARIES = frozenset(
    _words("""
    was were been now got we i
    été ont avons ai est sont
    fue fueron ha han hemos sido está están
    foi foram já
    è stato stata stati state sono abbiamo
    был была было были
    wurde wurden worden ist sind haben hat
    werd werden zijn is hebben heeft
    """)
)
# Beside these nothing is past: "will be added", "muss ergänzt werden".
NOT_PAST = frozenset(
    _words("""
    must should shall will would can could may needs need to if when not todo
    doit doivent devra devrait sera seront peut faut pas si
    debe deben debería será serán puede hay falta no
    deve devem deveria será serão pode precisa falta não
    deve devono dovrebbe sarà saranno può non
    должен должна должно должны будет будут нужно надо необходимо можно не
    muss müssen soll sollen sollte wird kann nicht noch
    moet moeten zal zullen kan wordt worden niet nog
    """)
)
# How a sentence ends that tells of the past, where verbs end sentences.
PAST_ENDINGS = (
    *("しました", "ました", "された", "した", "済み", "した。", "完了"),
    *(
        "했습니다",
        "였습니다",
        "었습니다",
        "았습니다",
        "됐습니다",
        "했다",
        "였다",
        "었다",
        "았다",
        "됐다",
    ),
    *(
        "했음",
        "었음",
        "았음",
        "추가함",
        "수정함",
        "변경함",
        "구현함",
        "개선함",
        "제거함",
        "삭제함",
        "적용함",
    ),
    *("추가됨", "수정됨", "변경됨", "구현됨", "개선됨", "제거됨", "삭제됨", "적용됨", "완료"),
)
# What Chinese sets behind or before a verb.
PAST_SIGNS = (
    *(
        "已添加",
        "已增加",
        "已加",
        "已修复",
        "已解决",
        "已实现",
        "已完成",
        "已优化",
        "已支持",
        "已更新",
    ),
    *(
        "已移除",
        "已删除",
        "已改",
        "已经",
        "加了",
        "增了",
        "修了",
        "复了",
        "改了",
        "了重复",
        "去掉了",
    ),
    *(
        "除了",
        "移了",
        "写了",
        "做了",
        "换了",
        "成了",
        "现了",
        "化了",
        "新了",
        "建了",
        "入了",
        "改为",
    ),
    *("降到", "升级到", "提升到", "决了"),
)
