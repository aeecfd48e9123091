-- The items of a document, as the server's outline names them.
local client_of = require("code_orchestrator.client")

local M = {}

local PATIENCE = 1000 -- milliseconds that a completion may wait

---@class code_orchestrator.Item
---@field id string what commands call it: its id, or its title where it has none
---@field name string
---@field detail string how it stands
---@field first integer line from 0
---@field last integer

---@param symbols lsp.DocumentSymbol[]
---@param found code_orchestrator.Item[]
local function collect(symbols, found)
  for _, symbol in ipairs(symbols or {}) do
    -- Sections have no detail: only items stand somehow.
    if symbol.detail and symbol.detail ~= vim.NIL and symbol.detail ~= "" then
      local first_word = symbol.name:match("^%S+") or symbol.name
      table.insert(found, {
        id = first_word:find("%d") and first_word or symbol.name,
        name = symbol.name,
        detail = symbol.detail,
        first = symbol.range.start.line,
        last = symbol.range["end"].line,
      })
    end
    collect(symbol.children, found)
  end
end

---Every item of a buffer, in its order; outer ones before those within them.
---@param buffer integer
---@return code_orchestrator.Item[]
function M.of(buffer)
  local client = vim.lsp.get_clients({ name = client_of.name, bufnr = buffer })[1]
  if not client then
    return {}
  end
  local params = { textDocument = { uri = vim.uri_from_bufnr(buffer) } }
  local answer = client:request_sync("textDocument/documentSymbol", params, PATIENCE, buffer)
  local found = {}
  collect(answer and answer.result or {}, found)
  return found
end

---The innermost item around a line.
---@param items code_orchestrator.Item[]
---@param line integer from 0
---@return code_orchestrator.Item?
function M.at(items, line)
  local here
  for _, item in ipairs(items) do
    if item.first <= line and line <= item.last then
      here = item
    end
  end
  return here
end

return M
