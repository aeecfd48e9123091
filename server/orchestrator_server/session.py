"""One editor's connection: what it can do, what it has open, and how to reach it."""

from orchestrator_server.capabilities import Client
from orchestrator_server.documents import Documents
from orchestrator_server.protocol import Server


class Session:
    """All state of one connection. The loop's thread owns it."""

    def __init__(self, client: Client, server: Server) -> None:
        self.client = client
        self.server = server
        self.documents = Documents(client.encoding)

    async def close(self) -> None:
        """Let go of everything that is held for the editor."""
