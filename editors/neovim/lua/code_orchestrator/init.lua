-- Code Orchestrator in Neovim. The language server does the work; this shows it.
local config = require("code_orchestrator.config")

local M = {}

---Change settings. Calling it is never needed: without it the defaults hold.
---@param options? code_orchestrator.Options
function M.setup(options)
  options = options or {}
  for _, trouble in ipairs(config.troubles(options)) do
    require("code_orchestrator.client").say(trouble, vim.log.levels.WARN)
  end
  config.set(options)
  local settings = config.get()
  vim.lsp.config("code_orchestrator", { cmd = settings.cmd })
  vim.lsp.enable("code_orchestrator", settings.enable)
end

---How the run of a buffer's document stands, as a part of a statusline; "" where there is none.
---@param buffer? integer
---@return string
function M.statusline(buffer)
  return require("code_orchestrator.status").text(buffer)
end

---Called once a buffer has its server.
---@param client vim.lsp.Client
---@param buffer integer
function M.attached(client, buffer)
  local settings = config.get()
  require("code_orchestrator.progress").watch()
  require("code_orchestrator.status").attached(client, buffer)
  if settings.lenses then
    require("code_orchestrator.lenses").show(buffer, true)
  end
  if settings.hints then
    vim.lsp.inlay_hint.enable(true, { bufnr = buffer })
  end
end

return M
