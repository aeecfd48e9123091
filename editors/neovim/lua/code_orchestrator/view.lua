-- A window with runs: all of them, or the phases and tasks of one. It is drawn anew when they change.
local client = require("code_orchestrator.client")

local M = {}

local NAME = "orchestrator://runs"
local SIGNS = {
  done = "✓",
  completed = "✓",
  passed = "✓",
  failed = "✗",
  skipped = "–",
  working = "▶",
  running = "▶",
  asks = "?",
  waiting = "·",
  crashed = "!",
  paused = "‖",
  stopped = "■",
  limit = "$",
}
local GROUPS = {
  done = "DiagnosticOk",
  completed = "DiagnosticOk",
  passed = "DiagnosticOk",
  failed = "DiagnosticError",
  crashed = "DiagnosticError",
  asks = "DiagnosticWarn",
  working = "DiagnosticInfo",
  running = "DiagnosticInfo",
}

---@type integer?
local buffer
---@type string? the run that is shown; nil for all
local run
local opened = false -- something else is shown than before
---@type table<integer, table> what each line stands for
local targets = {}
---@type string[]
local runs = {}
local space = vim.api.nvim_create_namespace("code_orchestrator.view")

---A value of JSON that may be null.
local function value(given, otherwise)
  if given == nil or given == vim.NIL then
    return otherwise
  end
  return given
end

local function sign(state)
  return SIGNS[state] or "·"
end

---@alias code_orchestrator.Line { text: string, state?: string, target?: table }

---The lines of an overview.
---@param overview table
---@return code_orchestrator.Line[]
function M.overview(overview)
  local lines = { { text = "Runs" }, { text = "" } }
  for _, one in ipairs(overview.runs or {}) do
    local question = value(one.question)
    local words = ("%s %-9s %3d%%  %s  %s · %s"):format(
      sign(question and "asks" or one.state),
      one.state,
      value(one.percent, 0),
      value(one.title, ""),
      value(one.mode, ""),
      value(one.cost, "?")
    )
    table.insert(lines, { text = words, state = question and "asks" or one.state, target = { run = one.run } })
    if question then
      table.insert(lines, {
        text = "    asks: " .. value(question.title, ""),
        state = "asks",
        target = { run = one.run, question = question.id },
      })
    end
  end
  if #lines == 2 then
    table.insert(lines, { text = "No run yet. Open a markdown document and try :Orchestrate run" })
  end
  vim.list_extend(lines, { { text = "" }, { text = "<CR> open   R refresh   q close" } })
  return lines
end

---The lines of one run.
---@param view table
---@return code_orchestrator.Line[]
function M.one(view)
  local progress, spending = view.progress or {}, view.spending or {}
  local lines = {
    { text = ("%s %s · %s"):format(sign(view.state), value(view.title, ""), view.state), state = view.state },
    {
      text = ("%d of %d tasks · %d%% · %s"):format(
        value(progress.over, 0),
        value(progress.total, 0),
        value(progress.percent, 0),
        value(spending.words, "?")
      ),
    },
  }
  if value(view.why, "") ~= "" then
    table.insert(lines, { text = view.why })
  end
  for _, question in ipairs(view.questions or {}) do
    table.insert(lines, {
      text = ("? %s asks (%s): %s"):format(value(question.name, ""), question.id, value(question.title, "")),
      state = "asks",
      target = { question = question.id },
    })
  end
  local tasks, places = {}, {}
  for _, task in ipairs(view.tasks or {}) do
    tasks[task.id] = task
  end
  for _, item in ipairs(view.items or {}) do
    places[item.handle or item.id] = item
  end
  for _, phase in ipairs(view.phases or {}) do
    table.insert(lines, { text = "" })
    table.insert(lines, { text = ("%s %s"):format(sign(phase.state), value(phase.title, "")), state = phase.state })
    for _, id in ipairs(phase.tasks or {}) do
      local task = tasks[id] or { id = id, state = "waiting", title = id }
      local score = value(task.score)
      local words = ("  %s %s  %s%s%s"):format(
        sign(task.state),
        value(task.name, id),
        value(task.activity, ""),
        score and (" · %d/10"):format(score) or "",
        value(task.cost, "") ~= "" and " · " .. task.cost or ""
      )
      local item = places[(task.items or {})[1]]
      table.insert(lines, {
        text = words,
        state = task.state,
        target = {
          task = id,
          item = (task.items or {})[1],
          line = item and value(item.line),
          document = view.document and view.document.path,
        },
      })
    end
  end
  vim.list_extend(lines, {
    { text = "" },
    { text = "<CR> go to the item   d diff   r retry   s skip   u revert   S stop   R refresh   - all runs   q close" },
  })
  return lines
end

---@param lines code_orchestrator.Line[]
local function draw(lines)
  if not (buffer and vim.api.nvim_buf_is_valid(buffer)) then
    return
  end
  local texts = {}
  targets = {}
  for number, line in ipairs(lines) do
    texts[number] = (line.text:gsub("%s+$", ""):gsub("\n", " "))
    targets[number] = line.target
  end
  vim.bo[buffer].modifiable = true
  vim.api.nvim_buf_set_lines(buffer, 0, -1, false, texts)
  vim.bo[buffer].modifiable = false
  vim.api.nvim_buf_clear_namespace(buffer, space, 0, -1)
  for number, line in ipairs(lines) do
    local group = number == 1 and "Title" or GROUPS[line.state or ""]
    if group then
      vim.api.nvim_buf_set_extmark(buffer, space, number - 1, 0, {
        end_row = number - 1,
        end_col = #texts[number],
        hl_group = group,
      })
    end
  end
  if #lines > 1 then
    vim.api.nvim_buf_set_extmark(buffer, space, #lines - 1, 0, {
      end_row = #lines - 1,
      end_col = #texts[#lines],
      hl_group = "Comment",
    })
  end
end

---Where something was opened, the cursor goes to the first line on which a key does something.
local function settle()
  local windows = vim.fn.win_findbuf(buffer)
  if not opened or #windows == 0 then
    return
  end
  opened = false
  for line = 1, vim.api.nvim_buf_line_count(buffer) do
    if targets[line] then
      return vim.api.nvim_win_set_cursor(windows[1], { line, 0 })
    end
  end
end

---Ask the server again and draw what it says.
function M.refresh()
  if not (buffer and vim.api.nvim_buf_is_valid(buffer)) then
    return
  end
  local wanted = run
  client.command("view", { run = wanted }, function(view)
    if wanted ~= run or type(view) ~= "table" then
      return
    end
    if view.kind == "overview" then
      runs = vim.tbl_map(function(one)
        return one.run
      end, view.runs or {})
    end
    draw(view.kind == "run" and M.one(view) or M.overview(view))
    settle()
  end)
end

---The server says that runs have changed.
function M.changed()
  if buffer and vim.api.nvim_buf_is_valid(buffer) and #vim.fn.win_findbuf(buffer) > 0 then
    M.refresh()
  end
end

---Ids of runs that were seen, for completion.
---@return string[]
function M.known()
  return runs
end

local function here()
  return targets[vim.api.nvim_win_get_cursor(0)[1]] or {}
end

local function enter()
  local target = here()
  if target.question then
    client.command("answer", { run = target.run or run })
  elseif target.run then
    run, opened = target.run, true
    M.refresh()
  elseif target.document then
    vim.cmd.wincmd("p")
    -- To edit a file that is open and not saved is an error, and ticks are not saved yet.
    local document = vim.fn.bufadd(target.document)
    vim.bo[document].buflisted = true
    vim.api.nvim_win_set_buf(0, document)
    if target.line then
      pcall(vim.api.nvim_win_set_cursor, 0, { target.line, 0 })
    end
  end
end

local function on_task(name)
  return function()
    local task = here().task
    if task and run then
      client.command(name, { run = run, task = task })
    end
  end
end

local function create()
  vim.cmd("botright 14new")
  buffer = vim.api.nvim_get_current_buf()
  vim.api.nvim_buf_set_name(buffer, NAME)
  vim.bo[buffer].buftype = "nofile"
  vim.bo[buffer].bufhidden = "wipe"
  vim.bo[buffer].swapfile = false
  vim.bo[buffer].filetype = "orchestrator"
  vim.wo.wrap = false
  vim.wo.number = false
  vim.wo.relativenumber = false
  vim.wo.cursorline = true
  vim.wo.signcolumn = "no"
  local function key(lhs, action, description)
    vim.keymap.set("n", lhs, action, { buffer = buffer, nowait = true, desc = description })
  end
  key("<CR>", enter, "Open what stands here")
  key("d", on_task("diff"), "Show the change of this task")
  key("r", on_task("retry"), "Try this task again")
  key("s", on_task("skip"), "Leave this task out")
  key("u", on_task("revert"), "Take back what this task did")
  key("S", function()
    local target = here().run or run
    if target then
      client.command("stop", { run = target })
    end
  end, "Stop the run")
  key("R", M.refresh, "Ask again")
  key("-", function()
    run, opened = nil, true
    M.refresh()
  end, "All runs")
  key("q", "<Cmd>close<CR>", "Close")
end

---Show all runs, or one.
---@param wanted? string id of a run
function M.open(wanted)
  run, opened = wanted, true
  local windows = buffer and vim.api.nvim_buf_is_valid(buffer) and vim.fn.win_findbuf(buffer) or {}
  if #windows > 0 then
    vim.api.nvim_set_current_win(windows[1])
  else
    create()
  end
  M.refresh()
end

return M
