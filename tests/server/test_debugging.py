"""What a bug report holds, and what it must not hold."""

from orchestrator_analyzer.text import Encoding
from orchestrator_server.capabilities import Client
from orchestrator_server.debugging import Program, information
from orchestrator_server.documents import Document

PROGRAM = Program(
    version="1.2",
    python="3.11.7",
    system="Linux",
    executable="/home/me/venv/bin/python",
    libraries={"pygls": "2.1.1"},
    log="/home/me/state/lsp.log",
    tail=("a line with hunter2", "```"),
    home="/home/me",
    extension="Extension 0.1\nKey hunter2",
)


def test_debug_information_names_versions_and_keeps_what_is_private() -> None:
    document = Document("file:///home/me/secret-plan.md", 3, "my words\n", Encoding.UTF8)
    client = Client(name="Neovim", asks=True)
    found = information(
        PROGRAM, client, [document], redact=lambda text: text.replace("hunter2", "***")
    )
    text = str(found["text"])
    assert "- Version: 1.2" in text
    assert "- Editor: Neovim" in text
    assert "- Extension 0.1\n- Key ***\n" in text
    assert "- .md: 2 lines, 9 characters, v3" in text
    for private in ("/home/me", "hunter2", "secret-plan", "my words"):
        assert private not in text
    assert text.count("```") == 2
    assert (found["version"], found["log"]) == ("1.2", "/home/me/state/lsp.log")
