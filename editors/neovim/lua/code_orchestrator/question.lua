-- The window of a question: one key answers, whatever is asked. What a folder would execute can be long
-- and is scrolled, where a list of choices would push its beginning off the screen; and what an agent
-- asks can be settled elsewhere, and a window can be closed then.
local M = {}

local WIDTH = 98
local ALONE = 200 -- milliseconds in which no other key follows one that answers
local KEYS = vim.split("123456789abcdefhilmnoprstuvwxyz", "") -- j and k scroll, q closes

---@alias code_orchestrator.Answered fun(chosen: lsp.MessageActionItem?, pressed_at: integer?)

---@param actions lsp.MessageActionItem[]
---@return { key: string, title: string, action: lsp.MessageActionItem }[]
local function choices(actions)
  local found = {}
  for number = 1, math.min(#actions, #KEYS) do
    local title = actions[number].title:gsub("\n", " ")
    table.insert(found, { key = KEYS[number], title = title, action = actions[number] })
  end
  return found
end

---@param footer string[][]
---@return integer
local function width_of(footer)
  local width = 0
  for _, chunk in ipairs(footer) do
    width = width + vim.fn.strdisplaywidth(chunk[1])
  end
  return width
end

---What can be pressed, as chunks of a window's footer; what has no room there, as lines to read.
---@param actions lsp.MessageActionItem[]
---@return string[][] footer
---@return string[] lines
function M.footer(actions)
  local chunks, lines = {}, {}
  for _, one in ipairs(choices(actions)) do
    table.insert(chunks, { (" %s "):format(one.key), "Special" })
    table.insert(chunks, { one.title .. "  ", "FloatFooter" })
    table.insert(lines, ("%s  %s"):format(one.key, one.title))
  end
  local none = { { " Esc ", "Special" }, { "none of them ", "FloatFooter" } }
  vim.list_extend(chunks, none)
  if width_of(chunks) <= math.min(WIDTH, vim.o.columns - 4) then
    return chunks, {}
  end
  table.insert(lines, 1, "")
  return none, lines
end

---@param buffer integer
---@param lines string[]
---@param footer string[][]
---@return integer window
local function open(buffer, lines, footer)
  local width = width_of(footer)
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

---Put a question in a window; `answered` is called once, with nil where nothing was chosen.
---@param message string
---@param actions lsp.MessageActionItem[]
---@param answered code_orchestrator.Answered
---@return integer buffer
function M.put(message, actions, answered)
  vim.cmd.stopinsert()
  local buffer = vim.api.nvim_create_buf(false, true)
  local footer, more = M.footer(actions)
  local lines = vim.list_extend(vim.split(message, "\n"), more)
  vim.api.nvim_buf_set_lines(buffer, 0, -1, false, lines)
  vim.bo[buffer].modifiable = false
  vim.bo[buffer].bufhidden = "wipe"
  local window = open(buffer, lines, footer)
  local chosen, pressed_at
  local keys = 0
  local watched = vim.on_key(function()
    keys = keys + 1
  end)
  vim.api.nvim_create_autocmd("BufWipeout", {
    buffer = buffer,
    once = true,
    callback = function()
      vim.on_key(nil, watched)
      -- However it was closed, the server gets its answer.
      vim.schedule(function()
        answered(chosen, pressed_at)
      end)
    end,
  })
  local function key(lhs, action)
    vim.keymap.set("n", lhs, function()
      local now, at = keys, vim.uv.now()
      local function close()
        -- Another key that follows at once makes "2" the beginning of "2dd", and no answer.
        if keys == now then
          chosen, pressed_at = action, at
          pcall(vim.api.nvim_win_close, window, true)
        end
      end
      if action then
        vim.defer_fn(close, ALONE)
      else
        close()
      end
    end, { buffer = buffer, nowait = true })
  end
  for _, one in ipairs(choices(actions)) do
    key(one.key, one.action)
  end
  key("<Esc>")
  key("q")
  return buffer
end

return M
