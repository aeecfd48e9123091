"""A real Neovim without a screen, and the hands of the person who sits in front of it."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

NVIM = Path(sys.executable).with_name("nvim")
GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "editors.md"
DEADLINE = 120.0

HANDS = """
-- What the person sees and chooses; no part of the configuration.
_G.seen = { progress = {}, asked = {} }
_G.choices = { codeaction = 'items%%)', other = '^Run$' }
_G.said = {}
vim.notify = function(words) table.insert(_G.said, words) end
local function pick(items, options)
  local wanted = options.kind == 'codeaction' and _G.choices.codeaction or _G.choices.other
  local shown = {}
  local chosen, index
  for i, item in ipairs(items) do
    local text = options.format_item and options.format_item(item) or tostring(item)
    shown[i] = text
    if text:find(wanted) then chosen, index = item, i end
  end
  table.insert(_G.seen.asked, { prompt = options.prompt or '', items = shown })
  return chosen, index
end
vim.ui.select = function(items, options, on_choice)
  local chosen, index = pick(items, options)
  -- Who answers a question sooner cannot have read it, and it is put again.
  vim.defer_fn(function() on_choice(chosen, index) end, options.kind == 'codeaction' and 0 or 900)
end
-- With the plugin, a question has a window: its key is pressed, but for those of several lines and
-- what an agent asks, which the test itself looks at.
vim.api.nvim_create_autocmd('VimEnter', {
  callback = function()
    local found, window = pcall(require, 'code_orchestrator.question')
    if not found then return end
    local put = window.put
    window.put = function(message, actions, answered)
      local buffer = put(message, actions, answered)
      local seen_by_the_test = message:find('\\n') or message:find(' asks %%(q%%d+%%): ')
      if seen_by_the_test then return buffer end
      local title = function(action) return action.title end
      local _, index = pick(actions, { prompt = message, format_item = title })
      local key = index and ('123456789abcdefhilmnoprstuvwxyz'):sub(index, index) or '<Esc>'
      vim.defer_fn(function() vim.api.nvim_input(key) end, 900)
      return buffer
    end
  end,
})
vim.api.nvim_create_autocmd('LspProgress', {
  callback = function(event) table.insert(_G.seen.progress, event.data.params) end,
})
"""


def configuration() -> str:
    """The blocks of Lua in the guide, as a person copies them."""
    return "\n".join(re.findall(r"```lua\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL))


LENSES = """vim.tbl_map(
  function(l) return (l.lens or l).command.title end,
  vim.lsp.codelens.enable and vim.lsp.codelens.get({ bufnr = 0 }) or vim.lsp.codelens.get(0)
)"""
"""The words of all lenses: how one asks for them changed with Neovim 0.12."""


class Neovim:
    """A Neovim with one document open; `lua` is how the person acts and looks."""

    def __init__(
        self,
        home: Path,
        document: Path,
        environment: Mapping[str, str],
        lua: str | None = None,
        program: Path = NVIM,
    ) -> None:
        self._program = program
        config = home / "config" / "nvim"
        config.mkdir(parents=True, exist_ok=True)
        lua = configuration() if lua is None else lua
        (config / "init.lua").write_text(HANDS.replace("%%", "%") + lua, "utf-8")
        folders = {
            f"XDG_{name}_HOME": str(home / name.lower())
            for name in ("CONFIG", "DATA", "STATE", "CACHE")
        }
        path = f"{NVIM.parent}{os.pathsep}{os.environ['PATH']}"
        self._environment = {**environment, **folders, "HOME": str(home), "PATH": path}
        self._socket = home / f"nvim-{time.monotonic_ns()}.sock"
        self._process = subprocess.Popen(
            [program, "--headless", "--listen", self._socket, document],
            env=self._environment,
            cwd=document.parent,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.wait(self._socket.exists, "Neovim listens")

    def lua(self, expression: str) -> Any:  # noqa: ANN401  # whatever the expression gives
        """The value of a Lua expression in Neovim."""
        quoted = f"vim.json.encode({{ value = {expression} }})".replace("'", "''")
        done = self._remote("--remote-expr", f"luaeval('{quoted}')")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout).get("value")

    def do(self, keys: str) -> None:
        """Type keys."""
        self._remote("--remote-send", keys)

    def wait(self, condition: Callable[[], Any], what: str, seconds: float = DEADLINE) -> None:
        end = time.monotonic() + seconds
        while not condition():
            assert self._process.poll() is None, f"Neovim ended before: {what}"
            assert time.monotonic() < end, f"not within {seconds} s: {what}; {self.look()}"
            time.sleep(0.05)

    def look(self) -> str:
        """Everything that is worth knowing when something did not happen."""
        seen = self._remote("--remote-expr", "luaeval('vim.inspect(_G.seen)')").stdout
        said = self._remote("--remote-expr", "execute('messages')").stdout
        return f"{seen}\n{said}"

    def attached(self) -> bool:
        return bool(self.lua("#vim.lsp.get_clients({ bufnr = 0, name = 'code_orchestrator' })"))

    def asked(self) -> list[dict[str, Any]]:
        return self.lua("#_G.seen.asked > 0 and _G.seen.asked or {}") or []

    def progress(self, kind: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.lua("#_G.seen.progress > 0 and _G.seen.progress or {}")
        return [one for one in found or [] if one["value"]["kind"] == kind]

    def lenses(self) -> list[str]:
        return self.lua(LENSES) or []

    def said(self) -> str:
        """All that was notified."""
        return "\n".join(self.lua("#_G.said > 0 and _G.said or {}") or [])

    def hints(self) -> list[str]:
        """What diagnostics of the document say."""
        return (
            self.lua("vim.tbl_map(function(d) return d.message end, vim.diagnostic.get(0))") or []
        )

    def choose(self, codeaction: str, other: str) -> None:
        """What the person will choose from now on, as patterns of Lua."""
        self.lua(
            "(function() _G.choices = "
            f"{{ codeaction = '{codeaction}', other = '{other}' }} return 1 end)()"
        )

    def command(self, words: str) -> None:
        """Type a command of the command line."""
        self.do(f"<C-\\><C-N>:{words}<CR>")

    def text(self) -> str:
        lines: list[str] = self.lua("vim.api.nvim_buf_get_lines(0, 0, -1, false)")
        return "\n".join(lines)

    def leave(self) -> None:
        """Save and close, as a person does."""
        self.do("<C-\\><C-N>:wqa!<CR>")
        self._process.wait(DEADLINE)

    def end(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait(DEADLINE)

    def _remote(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self._program, "--server", self._socket, *arguments],
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=DEADLINE,
        )


@contextmanager
def neovim(
    home: Path,
    document: Path,
    environment: Mapping[str, str],
    lua: str | None = None,
    program: Path = NVIM,
) -> Generator[Neovim]:
    home.mkdir(exist_ok=True)
    editor = Neovim(home, document, environment, lua, program)
    try:
        yield editor
    finally:
        editor.end()
