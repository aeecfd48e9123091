-- Progress of runs: in a small float at the bottom right, in the command line, or left to others;
-- and the hand that cancels it, which Neovim has not.
local M = {}

local LINGER = 6000 -- milliseconds that an end can be read
local WIDTH = 64
local BAR = 10

---@type table<string, code_orchestrator.Progress>
local all = {}
---@type integer?
local window
---@type integer?
local buffer
local watching = false

---@param one code_orchestrator.Progress
---@return string
function M.line(one)
  local words = one.message ~= "" and (one.title .. ": " .. one.message) or one.title
  words = words:gsub("%s+", " ")
  if one.ended then
    return words
  end
  if not one.percentage then
    return "… " .. words
  end
  local filled = math.floor(one.percentage * BAR / 100)
  return ("%s%s %3d%% %s"):format(("█"):rep(filled), ("░"):rep(BAR - filled), one.percentage, words)
end

---@param text string
---@return string
local function fitting(text)
  if vim.fn.strdisplaywidth(text) <= WIDTH then
    return text
  end
  local kept = vim.fn.strcharpart(text, 0, WIDTH - 1)
  while vim.fn.strdisplaywidth(kept) > WIDTH - 1 do
    kept = vim.fn.strcharpart(kept, 0, vim.fn.strchars(kept) - 1)
  end
  return kept .. "…"
end

---Where progress is shown, with "auto" decided.
---@return "float"|"echo"|"none"
function M.display()
  local wanted = require("code_orchestrator.config").get().progress
  if wanted ~= "auto" then
    return wanted --[[@as "float"|"echo"|"none"]]
  end
  return (package.loaded["fidget"] or package.loaded["noice"]) and "none" or "float"
end

local function hide()
  if window and vim.api.nvim_win_is_valid(window) then
    vim.api.nvim_win_close(window, true)
  end
  window = nil
end

local function float()
  local lines = {}
  for _, one in vim.spairs(all) do
    table.insert(lines, fitting(M.line(one)))
  end
  if #lines == 0 then
    return hide()
  end
  if not (buffer and vim.api.nvim_buf_is_valid(buffer)) then
    buffer = vim.api.nvim_create_buf(false, true)
    vim.bo[buffer].bufhidden = "hide"
  end
  vim.api.nvim_buf_set_lines(buffer, 0, -1, false, lines)
  local width = 1
  for _, line in ipairs(lines) do
    width = math.max(width, vim.fn.strdisplaywidth(line))
  end
  local place = {
    relative = "editor",
    anchor = "SE",
    row = vim.o.lines - vim.o.cmdheight - (vim.o.laststatus > 0 and 1 or 0),
    col = vim.o.columns,
    width = math.min(width, vim.o.columns),
    height = #lines,
    style = "minimal",
    focusable = false,
    border = "none",
    zindex = 45,
  }
  if window and vim.api.nvim_win_is_valid(window) then
    vim.api.nvim_win_set_config(window, place)
  else
    place.noautocmd = true
    window = vim.api.nvim_open_win(buffer, false, place)
    vim.wo[window].winblend = 0
  end
end

---@param one code_orchestrator.Progress
local function show(one)
  local display = M.display()
  if display == "float" then
    float()
  elseif display == "echo" then
    vim.api.nvim_echo({ { fitting(M.line(one)) } }, false, {})
  end
end

---Take one `$/progress` of our server.
---@param client integer
---@param params lsp.ProgressParams
function M.take(client, params)
  local key, value = client .. "/" .. tostring(params.token), params.value
  if type(value) ~= "table" or not value.kind then
    return
  end
  local one = all[key] or { client = client, token = params.token, title = "", message = "" }
  one.title = value.title or one.title
  one.message = value.message or one.message
  one.percentage = value.percentage or one.percentage
  one.ended = value.kind == "end"
  all[key] = one
  show(one)
  if one.ended then
    vim.defer_fn(function()
      all[key] = nil
      if M.display() == "float" then
        float()
      end
    end, LINGER)
  end
  require("code_orchestrator.status").redraw()
end

---What goes on now.
---@return code_orchestrator.Progress[]
function M.live()
  local found = {}
  for _, one in vim.spairs(all) do
    if not one.ended then
      table.insert(found, one)
    end
  end
  return found
end

---Cancel what goes on, as a person who presses a button; asks which where there are several.
function M.cancel()
  local function cancel(one)
    local client = one and vim.lsp.get_client_by_id(one.client)
    if client then
      client:notify("window/workDoneProgress/cancel", { token = one.token })
    end
  end
  local live = M.live()
  if #live == 0 then
    require("code_orchestrator.client").say("nothing is going on")
  elseif #live == 1 then
    cancel(live[1])
  else
    vim.ui.select(live, { prompt = "Stop which?", format_item = M.line }, cancel)
  end
end

---Begin to listen; once is enough.
function M.watch()
  if watching then
    return
  end
  watching = true
  vim.api.nvim_create_autocmd("LspProgress", {
    group = vim.api.nvim_create_augroup("code_orchestrator.progress", { clear = true }),
    callback = function(event)
      local client = vim.lsp.get_client_by_id(event.data.client_id)
      if client and client.name == "code_orchestrator" then
        M.take(client.id, event.data.params)
      end
    end,
  })
  vim.api.nvim_create_autocmd("LspDetach", {
    group = "code_orchestrator.progress",
    callback = function(event)
      -- A server that has gone ends nothing that it began.
      vim.schedule(function()
        if not vim.lsp.get_client_by_id(event.data.client_id) then
          for key, one in pairs(all) do
            if one.client == event.data.client_id then
              all[key] = nil
            end
          end
          if M.display() == "float" then
            float()
          end
        end
      end)
    end,
  })
end

return M
