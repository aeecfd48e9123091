from orchestrator_engine.wording import tasks_called
from support.stories import Story


def test_a_task_is_meant_by_its_id_or_the_label_of_an_item_however_it_is_written() -> None:
    run = Story().run
    assert tasks_called(run, "t2") == tasks_called(run, "I-2") == tasks_called(run, "i-2") == ["T2"]
    assert tasks_called(run, "I-") == []
