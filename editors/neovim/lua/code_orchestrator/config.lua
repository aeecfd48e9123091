-- The settings: what a person said in `vim.g.code_orchestrator` or `setup()`, over the defaults.
local M = {}

---@type code_orchestrator.Settings
local defaults = {
  enable = true,
  cmd = { "code-orch", "lsp" },
  lenses = true,
  hints = false,
  progress = "auto",
}

local kinds = {
  enable = "boolean",
  cmd = "table",
  lenses = "boolean",
  hints = "boolean",
  progress = "string",
}
local displays = { auto = true, float = true, echo = true, none = true }

---@type code_orchestrator.Options
local given = {}

---@param options table
---@return string[] troubles what is wrong with them, a sentence each
function M.troubles(options)
  local found = {}
  for name, value in vim.spairs(options) do
    if kinds[name] == nil then
      table.insert(found, ("there is no option “%s”; see :help code-orchestrator-options"):format(name))
    elseif type(value) ~= kinds[name] then
      table.insert(found, ("“%s” must be a %s, not a %s"):format(name, kinds[name], type(value)))
    elseif name == "progress" and not displays[value] then
      table.insert(found, "“progress” is one of auto, float, echo, none")
    end
  end
  return found
end

---What the person said, before defaults.
---@return table
local function said()
  local global = vim.g.code_orchestrator
  if type(global) == "function" then
    global = global()
  end
  return vim.tbl_extend("force", type(global) == "table" and global or {}, given)
end

---The settings as they hold now; what makes no sense is left at its default.
---@return code_orchestrator.Settings settings
---@return string[] troubles
function M.get()
  local options = said()
  local troubles = M.troubles(options)
  local settings = vim.deepcopy(defaults)
  for name, value in pairs(options) do
    if #M.troubles({ [name] = value }) == 0 then
      settings[name] = value
    end
  end
  return settings, troubles
end

---@param options? code_orchestrator.Options
function M.set(options)
  given = options or {}
end

---Whether a buffer is one that the server has something to say about.
---@param buffer integer
---@return boolean
function M.wanted(buffer)
  if vim.bo[buffer].filetype ~= "toml" then
    return true
  end
  local name = vim.fs.basename(vim.api.nvim_buf_get_name(buffer))
  return name == ".orchestrator.toml" or name == "pyproject.toml"
end

---The configuration of the language server, for `lsp/code_orchestrator.lua`.
---@return vim.lsp.Config
function M.server()
  local workspace = {}
  local handlers = {
    ["codeOrchestrator/changed"] = function(_, params, context)
      require("code_orchestrator.status").changed(params or {}, context.client_id)
      require("code_orchestrator.view").changed()
    end,
    ["codeOrchestrator/words"] = function(error, params)
      return require("code_orchestrator.questions").words(error, params)
    end,
    ["textDocument/publishDiagnostics"] = function(error, params, context)
      vim.lsp.handlers["textDocument/publishDiagnostics"](error, params, context)
      require("code_orchestrator.sources").published(params, context.client_id)
    end,
    ["window/showMessage"] = function(error, params)
      require("code_orchestrator.questions").message(error, params)
    end,
    ["window/showMessageRequest"] = function(error, params)
      return require("code_orchestrator.questions").request(error, params)
    end,
  }
  if not vim.lsp.codelens.enable then
    -- Neovim 0.11 can draw lenses anew and does not know that a server may ask for it.
    workspace.codeLens = { refreshSupport = true }
    handlers["workspace/codeLens/refresh"] = function(_, _, context)
      require("code_orchestrator.lenses").refresh(context.client_id)
      return vim.NIL
    end
  end
  return {
    cmd = M.get().cmd,
    filetypes = { "markdown", "toml" },
    root_dir = function(buffer, found)
      if M.wanted(buffer) then
        local name = vim.api.nvim_buf_get_name(buffer)
        local folder = name ~= "" and vim.fs.dirname(name) or vim.uv.cwd()
        found(vim.fs.root(folder, { ".orchestrator.toml", ".git" }) or folder)
      end
    end,
    capabilities = {
      experimental = { codeOrchestrator = { changed = true, words = true } },
      workspace = workspace,
    },
    handlers = handlers,
  }
end

return M
