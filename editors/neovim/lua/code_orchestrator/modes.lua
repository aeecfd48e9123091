-- The modes that a document can be run in: ours, and those that settings add.
local client_of = require("code_orchestrator.client")

local M = {}

M.ours = { "audit", "build", "exec", "feature", "fix", "refactor", "review", "test" }

local ANALYZE = "codeOrchestrator.analyze"
local PATIENCE = 1000 -- milliseconds that a completion may wait

---What the server last said of a buffer, for when it is too busy to say it again.
---@type table<integer, string[]>
local known = {}

---The modes of a buffer's document, by their names.
---@param buffer integer
---@return string[]
function M.of(buffer)
  local client = vim.lsp.get_clients({ name = client_of.name, bufnr = buffer })[1]
  if not client or not client_of.offers(client, ANALYZE) then
    return M.ours
  end
  local asked = { command = ANALYZE, arguments = { { uri = vim.uri_from_bufnr(buffer) } } }
  local answer = client:request_sync("workspace/executeCommand", asked, PATIENCE, buffer)
  local result = answer and answer.result
  if type(result) == "table" and type(result.modes) == "table" then
    known[buffer] = vim.tbl_map(function(mode)
      return mode.name
    end, result.modes)
  end
  return known[buffer] or M.ours
end

return M
