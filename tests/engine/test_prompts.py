from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from orchestrator_engine import prompts
from orchestrator_engine.plan import Plan
from support.plans import item, plan, run_of, task

ONE = plan((task(1), task(2, 1)))


@given(st.text())
def test_nothing_in_quoted_text_can_close_its_fence(text: str) -> None:
    tokens = MarkdownIt().parse(prompts.quote(text))
    assert [token.type for token in tokens] == ["fence"]


def test_the_whole_text_of_an_item_is_handed_over() -> None:
    words = "- [ ] I-1: Do it\n" + "  and more\n" * 5_000 + "  to the last word"
    long = Plan(ONE.title, ONE.mode, (), (item("I-2"),), ONE.phases, ONE.checks)
    told = Plan(
        long.title,
        long.mode,
        (),
        (type(long.items[0])("I-1", "I-1", "Do it", words, (), 1),),
        long.phases,
        long.checks,
    )
    assert words in prompts.work(run_of(told), ONE.phases[0].tasks[0], ())


def test_a_second_round_is_told_what_was_wrong() -> None:
    prompt = prompts.work(run_of(ONE), ONE.phases[0].tasks[0], ("check test failed: 1 != 2",))
    assert "sent back because" in prompt
    assert "check test failed: 1 != 2" in prompt


def test_an_agent_sees_the_plan_around_its_task() -> None:
    prompt = prompts.work(run_of(ONE), ONE.phases[0].tasks[0], ())
    assert "- T1 Do I-1 (this task)" in prompt
    assert "- T2 Do I-2 (waiting)" in prompt
