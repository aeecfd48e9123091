-- The line for a statusline: what the server says of a document's run, kept until it changes.
local client_of = require("code_orchestrator.client")

local M = {}

---@type table<integer, code_orchestrator.State>
local states = {}
local asking = false
local stale = false

function M.redraw()
  vim.cmd.redrawstatus({ bang = true })
end

---@param buffer integer
local function ask(buffer, answered)
  local client = vim.lsp.get_clients({ name = client_of.name, bufnr = buffer })[1]
  if not client or not client_of.offers(client, "codeOrchestrator.state") then
    return answered()
  end
  local argument = { uri = vim.uri_from_bufnr(buffer) }
  local sent = client:request("workspace/executeCommand", {
    command = "codeOrchestrator.state",
    arguments = { argument },
  }, function(_, result)
    states[buffer] = type(result) == "table" and result or nil
    answered()
  end, buffer)
  if not sent then
    answered()
  end
end

---Ask anew for all buffers that the server serves. What changes meanwhile is asked for afterwards.
function M.refresh()
  if asking then
    stale = true
    return
  end
  asking, stale = true, false
  local left = 1
  local function one_less()
    left = left - 1
    if left == 0 then
      asking = false
      M.redraw()
      if stale then
        M.refresh()
      end
    end
  end
  for _, client in ipairs(vim.lsp.get_clients({ name = client_of.name })) do
    for buffer in pairs(client.attached_buffers) do
      left = left + 1
      ask(buffer, one_less)
    end
  end
  one_less()
end

---The server says that runs have changed.
function M.changed(_, _)
  M.refresh()
end

---@param _ vim.lsp.Client
---@param buffer integer
function M.attached(_, buffer)
  ask(buffer, M.redraw)
  vim.api.nvim_create_autocmd("BufDelete", {
    buffer = buffer,
    once = true,
    callback = function()
      states[buffer] = nil
    end,
  })
end

---What the server last said of a buffer.
---@param buffer? integer
---@return code_orchestrator.State?
function M.state(buffer)
  if buffer == nil or buffer == 0 then
    buffer = vim.api.nvim_get_current_buf()
  end
  return states[buffer]
end

---@param buffer? integer
---@return string text fit for 'statusline'
function M.text(buffer)
  local state = M.state(buffer)
  local words = state and state.text or ""
  if not state then
    local live = require("code_orchestrator.progress").live()[1]
    if live then
      words = live.percentage and ("%s %d%%"):format(live.title, live.percentage) or live.title
    end
  end
  local held = require("code_orchestrator.questions").held()
  if held then
    words = words ~= "" and (held .. " · " .. words) or held
  end
  return (words:gsub("%%", "%%%%"))
end

return M
