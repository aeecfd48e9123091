-- Code lenses: shown, kept fresh while text and runs change, hidden again.
-- Neovim 0.12 keeps them fresh by itself; 0.11 has to be told each time.
local M = {}

local native = vim.lsp.codelens.enable ~= nil

---Buffers of 0.11 that show lenses, with the autocommands that keep them fresh.
---@type table<integer, integer[]>
local shown = {}

---@param buffer integer
local function ask(buffer)
  if vim.api.nvim_buf_is_loaded(buffer) then
    vim.lsp.codelens.refresh({ bufnr = buffer })
  end
end

---@param buffer integer
---@return boolean
function M.are_shown(buffer)
  if native then
    return vim.lsp.codelens.is_enabled({ bufnr = buffer })
  end
  return shown[buffer] ~= nil
end

---Show or hide the lenses of a buffer.
---@param buffer integer
---@param wanted boolean
function M.show(buffer, wanted)
  if native then
    return vim.lsp.codelens.enable(wanted, { bufnr = buffer })
  end
  for _, id in ipairs(shown[buffer] or {}) do
    pcall(vim.api.nvim_del_autocmd, id)
  end
  shown[buffer] = nil
  if not wanted then
    return vim.lsp.codelens.clear(nil, buffer)
  end
  local refresh = vim.api.nvim_create_autocmd({ "BufEnter", "InsertLeave", "TextChanged", "BufWritePost" }, {
    buffer = buffer,
    callback = function()
      ask(buffer)
    end,
  })
  local forget = vim.api.nvim_create_autocmd({ "BufDelete", "LspDetach" }, {
    buffer = buffer,
    callback = function(event)
      if event.event == "BufDelete" or #vim.lsp.get_clients({ bufnr = buffer }) <= 1 then
        shown[buffer] = nil
      end
    end,
  })
  shown[buffer] = { refresh, forget }
  ask(buffer)
end

---The server says that lenses are other ones now.
---@param client integer
function M.refresh(client)
  for buffer in pairs(shown) do
    if vim.lsp.buf_is_attached(buffer, client) then
      ask(buffer)
    end
  end
end

---The lenses of a line, as the server gave them.
---@param buffer integer
---@param line integer from 0
---@return lsp.CodeLens[]
function M.at(buffer, line)
  local found = {}
  local all = native and vim.lsp.codelens.get({ bufnr = buffer }) or vim.lsp.codelens.get(buffer)
  for _, one in ipairs(all) do
    local lens = one.lens or one
    if lens.range.start.line == line then
      table.insert(found, lens)
    end
  end
  return found
end

return M
