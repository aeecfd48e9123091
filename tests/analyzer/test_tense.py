"""Whether entries tell what was done, in eleven languages."""

import pytest

from orchestrator_analyzer.analysis import analyze
from orchestrator_analyzer.signs.tense import is_past


@pytest.mark.parametrize(
    "entry",
    [
        *("Added a lid", "The lid was replaced by a lighter one", "Lids have been rewritten in C"),
        *("Ajouté un couvercle", "Le couvercle a été remplacé", "Corrigée : la charnière"),
        *("Se añadió una tapa", "La tapa fue reemplazada", "Corregido el color de la tapa"),
        *("Adicionado o filtro", "Foi criada a tela de login", "Removemos a tampa"),
        *("Aggiunto il coperchio", "Il coperchio è stato sostituito", "Corretta la cerniera"),
        *("Добавлена крышка", "Крышка была заменена", "Исправили петлю"),
        *("Deckel hinzugefügt", "Das Scharnier wurde ersetzt", "Der Fehler ist behoben"),
        *("Deksel toegevoegd", "Het scharnier is vervangen", "Fout opgelost"),
        *("蓋を追加しました", "色を変更した", "蝶番は修正済み"),
        *("뚜껑을 추가했습니다", "경첩이 교체되었습니다", "색상 수정 완료"),
        *("增加了盖子", "铰链已修复", "颜色改为蓝色"),
    ],
)
def test_an_entry_tells_what_was_done(entry: str) -> None:
    assert is_past(entry)


@pytest.mark.parametrize(
    "entry",
    [
        *("Add a lid", "Advanced search", "The lid must be replaced", "A lid is added to each cup"),
        *("Ajouter un couvercle", "Le couvercle doit être remplacé", "Résultat attendu"),
        *("Añadir una tapa", "Estado del pedido", "La tapa debe ser reemplazada"),
        *("Adicionar o filtro", "Pedido pago", "Aggiungere il coperchio", "Stato dell'ordine"),
        *("Добавить крышку", "Экран заказа", "Крышка должна быть заменена"),
        *("Deckel hinzufügen", "Das Scharnier muss ersetzt werden", "Gelöst wird das später nicht"),
        *("Deksel toevoegen", "蓋を追加する", "뚜껑을 추가한다", "增加盖子", "支持搜索"),
    ],
)
def test_an_entry_tells_what_is_to_be_done_or_what_there_is(entry: str) -> None:
    assert not is_past(entry)


def test_improvements_that_were_made_are_none_to_make() -> None:
    made = analyze("# Improvements\n\n- Added a lid\n- Replaced the hinge\n- Removed the bell\n")
    assert made.spec.kind.value == "status-report"
    assert made.recommendation.mode is None
    to_make = analyze("# Improvements\n\n- Add a lid\n- Replace the hinge\n- Remove the bell\n")
    assert to_make.spec.kind.value == "backlog"


def test_boxes_that_are_open_say_more_than_the_tense() -> None:
    text = "# Improvements\n\n- [ ] Lid\n- Added a lid\n- Replaced the hinge\n- Removed the bell\n"
    assert analyze(text).spec.kind.value == "backlog"
