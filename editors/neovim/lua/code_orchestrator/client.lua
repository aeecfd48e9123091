-- The one way to the server: find it, ask it for a command, say it when it cannot.
local M = {}

M.name = "code_orchestrator"

---Whether Neovim shows messages by itself, for no plugin and nobody's configuration does.
---@return boolean
function M.is_plain()
  if type(vim.notify) ~= "function" then
    return false -- such as nvim-notify's, which is a table that can be called
  end
  local source = debug.getinfo(vim.notify, "S").source
  -- Neovim 0.12 does not say where what it brings along is from; what others write has a file.
  return source == "?" or source:find("^@?vim/") ~= nil
end

---Tell something, without ever taking the keyboard.
---@param words string
---@param level? integer
function M.say(words, level)
  words = "Code Orchestrator: " .. words
  level = level or vim.log.levels.INFO
  if not M.is_plain() then
    return vim.notify(words, level)
  end
  -- Neovim's own would ask to press Enter after a long one. This is cut; `:messages` has all of it.
  vim.cmd.echohl(level >= vim.log.levels.WARN and "WarningMsg" or "None")
  vim.cmd.echomsg(vim.fn.string((words:gsub("%s*\n%s*", " "))))
  vim.cmd.echohl("None")
end

---The server that serves a buffer, or any that runs: some commands are about no document.
---@param buffer? integer
---@return vim.lsp.Client?
function M.find(buffer)
  if buffer then
    local here = vim.lsp.get_clients({ name = M.name, bufnr = buffer })[1]
    if here then
      return here
    end
  end
  return vim.lsp.get_clients({ name = M.name })[1]
end

---@param client vim.lsp.Client
---@param command string such as "codeOrchestrator.run"
---@return boolean
function M.offers(client, command)
  local provider = (client.server_capabilities or {}).executeCommandProvider or {}
  return vim.tbl_contains(provider.commands or {}, command)
end

---The address of a buffer that has a file; nil leaves it to the server which document is meant.
---@param buffer integer
---@return string?
function M.uri(buffer)
  local client = vim.lsp.get_clients({ name = M.name, bufnr = buffer })[1]
  return client and vim.uri_from_bufnr(buffer) or nil
end

---Ask for a command of the server's. It answers at once; `answered` gets what it gives.
---@param name string without its prefix, such as "run"
---@param argument table
---@param answered? fun(result: any)
---@param quiet? boolean say nothing where it cannot be asked
function M.command(name, argument, answered, quiet)
  local buffer = vim.api.nvim_get_current_buf()
  local client = M.find(buffer)
  local function refuse(words)
    if not quiet then
      M.say(words, vim.log.levels.WARN)
    end
  end
  if not client then
    return refuse("open a markdown document first (or see :checkhealth code_orchestrator)")
  end
  local command = "codeOrchestrator." .. name
  if not M.offers(client, command) then
    return refuse(("this version of code-orch does not know “%s”"):format(name))
  end
  if next(argument) == nil then
    argument = vim.empty_dict()
  end
  client:request("workspace/executeCommand", { command = command, arguments = { argument } }, function(error, result)
    if error then
      refuse(error.message or tostring(error))
    elseif answered then
      answered(result)
    end
  end, buffer)
end

return M
