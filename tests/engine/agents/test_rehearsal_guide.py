"""The guide's example is carried out as it stands there."""

import re
from pathlib import Path

from orchestrator_engine.agents.answers import Answer, read_verdict
from orchestrator_engine.agents.protocol import Subject
from orchestrator_engine.agents.rehearsal import Rehearsal
from orchestrator_engine.agents.script_reader import parse
from orchestrator_engine.attempt import Ending, Role
from support.agents import ended, files_in, job

GUIDE = Path(__file__).parents[3] / "docs" / "guides" / "rehearsal.md"


def block(kind: str) -> str:
    found = re.search(
        rf"^(?P<fence>`{{3,}})markdown {kind}\n(?P<text>.*?)^(?P=fence)$",
        GUIDE.read_text(encoding="utf-8"),
        re.DOTALL | re.MULTILINE,
    )
    assert found is not None
    return found["text"]


async def test_the_example_is_carried_out_from_one_end_to_the_other(tmp_path: Path) -> None:
    script = tmp_path / "SPEC.rehearsal.md"
    script.write_text(block("script").replace("pace: 0.2", "pace: 0"), encoding="utf-8")
    agent = Rehearsal(script)
    assert (await agent.probe()).missing is None
    scores: list[int] = []
    for number in (1, 2):
        work = job(tmp_path, subject=Subject("t", ("GREET-1",), Role.WORKER, number))
        assert (await ended(agent, work)).status is Ending.DONE
        review = Subject("t", ("GREET-1",), Role.REVIEWER, number, review=1)
        answer = read_verdict((await ended(agent, job(tmp_path, subject=review))).value, tmp_path)
        assert isinstance(answer, Answer)
        scores.append(answer.score)
    assert scores == [5, 9]
    assert "a greeting needs a name" in files_in(tmp_path / "tree")["greeting.py"].decode()
    assert files_in(tmp_path / "tree")["NOTES.md"] == b"- An empty name is refused.\n"


def test_the_example_paces_itself() -> None:
    assert parse(block("script")).pace == 0.2


def test_the_mistake_is_told_as_the_guide_says() -> None:
    (problem,) = parse(block("mistake")).problems
    assert f"> {problem}\n" in GUIDE.read_text(encoding="utf-8")
