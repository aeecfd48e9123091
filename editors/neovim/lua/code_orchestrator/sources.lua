-- Sources in which reviewers left something: the server is started for documents, and is attached to
-- these as well, so that what can be done about a warning is offered where it stands.
local client_of = require("code_orchestrator.client")
local config = require("code_orchestrator.config")

local M = {}

---The files in which a client has shown something, by their names.
---@type table<integer, table<string, boolean>>
local shown = {}

---@param buffer integer
local function attach(buffer)
  if not vim.api.nvim_buf_is_loaded(buffer) or vim.bo[buffer].buftype ~= "" then
    return
  end
  local name = vim.api.nvim_buf_get_name(buffer)
  for _, client in ipairs(vim.lsp.get_clients({ name = client_of.name })) do
    if (shown[client.id] or {})[name] and not client.attached_buffers[buffer] then
      vim.lsp.buf_attach_client(buffer, client.id)
    end
  end
end

---Note what a server shows, and attach it where that is looked at.
---@param params lsp.PublishDiagnosticsParams
---@param client_id integer
function M.published(params, client_id)
  if #params.diagnostics == 0 then
    return
  end
  shown[client_id] = shown[client_id] or {}
  -- Neovim has a buffer for whatever has diagnostics, loaded or not.
  local buffer = vim.uri_to_bufnr(params.uri)
  shown[client_id][vim.api.nvim_buf_get_name(buffer)] = true
  attach(buffer)
end

---A file was opened: in a project of ours the server tells what there is in it.
---@param buffer integer
function M.opened(buffer)
  local name = vim.api.nvim_buf_get_name(buffer)
  if not vim.api.nvim_buf_is_loaded(buffer) or vim.bo[buffer].buftype ~= "" or name == "" then
    return
  end
  local ours = config.get().enable and vim.fs.root(vim.fs.dirname(name), ".orchestrator.toml")
  if ours then
    local wanted = vim.tbl_extend("force", vim.deepcopy(vim.lsp.config[client_of.name]), { root_dir = ours })
    -- One that serves the project already is taken.
    vim.lsp.start(wanted, { attach = false, silent = true })
  end
  attach(buffer)
end

return M
