-- The window of a question. A short one is Neovim's to show; a long one, such as what a folder would
-- execute, gets a window that can be scrolled: a list of choices would push its beginning off the screen.
-- So does what an agent asks, for it can be settled elsewhere, and a window can be closed then.
local M = {}

local WIDTH = 98

---@alias code_orchestrator.Answered fun(chosen: lsp.MessageActionItem?)

---@param message string
---@return boolean
function M.is_wanted(message)
  return message:find("\n", 1, true) ~= nil or message:find(" asks %(q%d+%): ") ~= nil
end

---What can be pressed, as chunks of a window's footer.
---@param actions lsp.MessageActionItem[]
---@return string[][]
function M.footer(actions)
  local chunks = {}
  for number, action in ipairs(actions) do
    table.insert(chunks, { (" %d "):format(number), "Special" })
    table.insert(chunks, { (action.title:gsub("\n", " ")) .. "  ", "FloatFooter" })
  end
  return vim.list_extend(chunks, { { " Esc ", "Special" }, { "none of them ", "FloatFooter" } })
end

---@param buffer integer
---@param lines string[]
---@param actions lsp.MessageActionItem[]
---@return integer window
local function open(buffer, lines, actions)
  local footer = M.footer(actions)
  local width = 0
  for _, chunk in ipairs(footer) do
    width = width + vim.fn.strdisplaywidth(chunk[1])
  end
  for _, line in ipairs(lines) do
    width = math.max(width, vim.fn.strdisplaywidth(line))
  end
  -- With an empty column on each side.
  width = math.min(width + 2, WIDTH, vim.o.columns - 4)
  local place = {
    relative = "editor",
    row = 1,
    col = math.floor((vim.o.columns - width) / 2) - 1,
    width = width,
    height = 1,
    style = "minimal",
    border = "rounded",
    title = " Code Orchestrator asks ",
    footer = footer,
    zindex = 60,
  }
  local window = vim.api.nvim_open_win(buffer, true, place)
  vim.wo[window].wrap = true
  vim.wo[window].linebreak = true
  vim.wo[window].breakindent = true
  vim.wo[window].foldcolumn = "1"
  -- The words on the border have the document's background.
  vim.wo[window].winhighlight = "NormalFloat:Normal,FloatBorder:Normal,FoldColumn:Normal"
  local rows = vim.o.lines - vim.o.cmdheight - 4
  local needed = vim.api.nvim_win_text_height(window, {}).all
  place.height = math.max(1, math.min(needed, rows))
  if needed > rows then
    place.title = " Code Orchestrator asks · j and k scroll "
  end
  place.row = math.max(0, math.floor((rows - place.height) / 2))
  -- A style that is given again takes the column on the left away again.
  place.style = nil
  vim.api.nvim_win_set_config(window, place)
  return window
end

---Put a long question in a window; `answered` is called once, with nil where nothing was chosen.
---@param message string
---@param actions lsp.MessageActionItem[]
---@param answered code_orchestrator.Answered
---@return integer buffer
function M.put(message, actions, answered)
  vim.cmd.stopinsert()
  local buffer = vim.api.nvim_create_buf(false, true)
  local lines = vim.split(message, "\n")
  vim.api.nvim_buf_set_lines(buffer, 0, -1, false, lines)
  vim.bo[buffer].modifiable = false
  vim.bo[buffer].bufhidden = "wipe"
  local window = open(buffer, lines, actions)
  local chosen
  vim.api.nvim_create_autocmd("BufWipeout", {
    buffer = buffer,
    once = true,
    callback = function()
      -- However it was closed, the server gets its answer.
      vim.schedule(function()
        answered(chosen)
      end)
    end,
  })
  local function key(lhs, action)
    vim.keymap.set("n", lhs, function()
      chosen = action
      pcall(vim.api.nvim_win_close, window, true)
    end, { buffer = buffer, nowait = true })
  end
  for number, action in ipairs(actions) do
    key(tostring(number), action)
  end
  key("<Esc>")
  key("q")
  return buffer
end

return M
