-- `:Orchestrate …`: one table of subcommands, their completion and their help.
local client = require("code_orchestrator.client")
local items = require("code_orchestrator.items")
local modes = require("code_orchestrator.modes")

local M = {}

M.scopes = { "document", "section", "item", "dependencies", "openBugs" }
M.answers = { "refuse", "allow", "always" }

---@param call code_orchestrator.Call
---@return table
local function about(call)
  return { uri = client.uri(call.buffer) }
end

---@param call code_orchestrator.Call
---@return lsp.Range
local function lines(call)
  local first = call.range and call.range.first or vim.api.nvim_win_get_cursor(0)[1]
  local last = call.range and call.range.last or first
  return {
    start = { line = first - 1, character = 0 },
    ["end"] = call.range and { line = last, character = 0 } or { line = first - 1, character = 0 },
  }
end

---Modes, scopes and items among the words, in any order.
---@param call code_orchestrator.Call
---@return table argument of `run` and `plan`
function M.wish(call)
  local argument = about(call)
  local named = {}
  local all = #call.words > 0 and modes.of(call.buffer) or {}
  for _, word in ipairs(call.words) do
    if vim.tbl_contains(M.scopes, word) then
      argument.scope = word
      argument.range = lines(call)
    elseif vim.tbl_contains(all, word) then
      argument.mode = word
    else
      table.insert(named, word)
    end
  end
  if #named > 0 then
    argument.items = named
  elseif call.range and not argument.scope then
    argument.scope = "selection"
    argument.range = lines(call)
  end
  return argument
end

---The document, and the item that was named or that the cursor stands on.
---@param call code_orchestrator.Call
---@return table
local function with_item(call)
  local argument = about(call)
  if #call.words > 0 then
    argument.item = table.concat(call.words, " ")
    return argument
  end
  local line = vim.api.nvim_win_get_cursor(0)[1] - 1
  local here = argument.uri and items.at(items.of(call.buffer), line)
  argument.item = here and here.id or nil
  return argument
end

---@param words string[]
---@return string[]
local function item_words(words)
  local found = {}
  for _, item in ipairs(items.of(vim.api.nvim_get_current_buf())) do
    if not vim.tbl_contains(words, item.id) and not item.id:find("%s") then
      table.insert(found, item.id)
    end
  end
  return found
end

local function wish_words(words)
  local found = vim.list_extend({}, M.scopes)
  local all = modes.of(vim.api.nvim_get_current_buf())
  local named = vim.iter(words):any(function(word)
    return vim.tbl_contains(all, word)
  end)
  if not named then
    vim.list_extend(found, all)
  end
  return vim.list_extend(found, item_words(words))
end

---Ask the server for a command that is about the document.
local function plain(name)
  return function(call)
    client.command(name, about(call))
  end
end

local function of_item(name)
  return function(call)
    client.command(name, with_item(call))
  end
end

---@param title string
---@param text string
---@param filetype string
local function show(title, text, filetype)
  vim.cmd.new()
  local buffer = vim.api.nvim_get_current_buf()
  vim.bo[buffer].buftype = "nofile"
  vim.bo[buffer].bufhidden = "wipe"
  vim.bo[buffer].swapfile = false
  vim.api.nvim_buf_set_lines(buffer, 0, -1, false, vim.split(text, "\n"))
  vim.bo[buffer].modifiable = false
  vim.bo[buffer].filetype = filetype
  pcall(vim.api.nvim_buf_set_name, buffer, title)
end

---Where the server writes what went wrong.
---@return string
function M.log_file()
  local state = vim.env.ORCHESTRATOR_STATE_DIR
  if not state or state == "" then
    local home = vim.env.XDG_STATE_HOME
    state = vim.fs.joinpath(home and home ~= "" and home or vim.fn.expand("~/.local/state"), "code-orchestrator")
    if vim.fn.has("mac") == 1 then
      state = vim.fn.expand("~/Library/Application Support/code-orchestrator")
    end
  end
  return vim.fs.joinpath(state, "lsp.log")
end

---@type table<string, code_orchestrator.Subcommand>
M.all = {
  run = {
    summary = "run the document, the selected lines, or some items: run [mode] [scope] [item …]",
    run = function(call)
      client.command("run", M.wish(call))
    end,
    complete = wish_words,
  },
  choose = {
    summary = "run it after being asked in which mode, ours or your own: choose [scope] [item …]",
    run = function(call)
      local argument = M.wish(call)
      argument.choose = true
      client.command("run", argument)
    end,
    complete = function(words)
      return vim.list_extend(vim.list_extend({}, M.scopes), item_words(words))
    end,
  },
  plan = {
    summary = "write the plan and show it; starts nothing: plan [mode] [item …]",
    run = function(call)
      client.command("plan", M.wish(call))
    end,
    complete = wish_words,
  },
  prompt = {
    summary = "show what an agent would be told of the document, the selection or some items",
    run = function(call)
      local argument = about(call)
      if #call.words > 0 then
        argument.items = call.words
      elseif call.range then
        argument.range = lines(call)
      end
      client.command("prompt", argument)
    end,
    complete = item_words,
  },
  confirm = { summary = "do what was asked for, where Neovim could not ask", run = plain("confirm") },
  stop = { summary = "stop the run", run = plain("stop") },
  pause = { summary = "begin nothing new; what is begun is finished", run = plain("pause") },
  resume = { summary = "let the run go on", run = plain("resume") },
  restart = { summary = "start the run's worker anew", run = plain("restart") },
  approve = { summary = "carry out the plan that waits for your yes", run = plain("approve") },
  retry = { summary = "try an item again: retry [item]", run = of_item("retry"), complete = item_words },
  skip = { summary = "leave an item out: skip [item]", run = of_item("skip"), complete = item_words },
  revert = {
    summary = "take back what was done for an item: revert [item]",
    run = of_item("revert"),
    complete = item_words,
  },
  diff = { summary = "show the change of an item: diff [item]", run = of_item("diff"), complete = item_words },
  trace = {
    summary = "go to what came of an item, or from a line to its item: trace [item]",
    run = function(call)
      local argument = with_item(call)
      if not argument.item then
        local cursor = vim.api.nvim_win_get_cursor(0)
        argument.position = { line = cursor[1] - 1, character = 0 }
      end
      argument.uri = argument.uri or vim.uri_from_bufnr(call.buffer)
      client.command("trace", argument)
    end,
    complete = item_words,
  },
  answer = {
    summary = "answer what an agent asks: answer [refuse|allow|always]; without a word it asks again",
    run = function(call)
      M.answer(call)
    end,
    complete = function()
      return M.answers
    end,
  },
  report = { summary = "show the report of the latest run", run = plain("report") },
  compare = { summary = "show how the run differs from the one before", run = plain("compare") },
  history = { summary = "show all runs", run = plain("history") },
  dashboard = { summary = "open the dashboard in a browser", run = plain("dashboard") },
  view = {
    summary = "show runs and their tasks in a window, kept fresh: view [run]",
    run = function(call)
      require("code_orchestrator.view").open(call.words[1])
    end,
    complete = function()
      return require("code_orchestrator.view").known()
    end,
  },
  state = {
    summary = "say in one line how the run stands",
    run = function(call)
      client.command("state", about(call), function(state)
        local words = type(state) == "table" and (state.tooltip or state.text) or ""
        client.say(words ~= "" and words or "this document has not been run yet")
      end)
    end,
  },
  cancel = {
    summary = "cancel a progress that is shown",
    run = function()
      require("code_orchestrator.progress").cancel()
    end,
  },
  lenses = {
    summary = "show or hide the code lenses",
    run = function(call)
      local lenses = require("code_orchestrator.lenses")
      lenses.show(call.buffer, not lenses.are_shown(call.buffer))
    end,
  },
  lens = {
    summary = "do what the lens of this line says",
    run = function()
      vim.lsp.codelens.run()
    end,
  },
  log = {
    summary = "open the server's log",
    run = function()
      local path = M.log_file()
      if vim.uv.fs_stat(path) then
        vim.cmd.split(vim.fn.fnameescape(path))
      else
        client.say("nothing has been logged: there is no " .. path)
      end
    end,
  },
  info = {
    summary = "show what a bug report needs, without secrets",
    run = function()
      client.command("debug", {}, function(result)
        if type(result) == "table" and result.text then
          show("orchestrator://info", result.text, "markdown")
        end
      end)
    end,
  },
  health = {
    summary = "check the installation",
    run = function()
      vim.cmd.checkhealth("code_orchestrator")
    end,
  },
}

---Answer the question of a run. Which one is meant is asked of the server, which knows it.
---@param call code_orchestrator.Call
function M.answer(call)
  local argument, choice = about(call), call.words[1]
  if choice == nil then
    return require("code_orchestrator.questions").show() or client.command("answer", argument)
  end
  if not vim.tbl_contains(M.answers, choice) then
    return client.say(("“%s” is no answer; there are refuse, allow and always"):format(choice), vim.log.levels.WARN)
  end
  local question
  local here = vim.diagnostic.get(call.buffer)
  -- The window of the question has none itself.
  for _, diagnostic in ipairs(#here > 0 and here or vim.diagnostic.get(nil)) do
    if diagnostic.source == "code-orchestrator" and diagnostic.code == "question" then
      question = diagnostic.message:match("%((q%d+)%)")
    end
  end
  if not question then
    return client.say("no agent asks anything")
  end
  argument.question, argument.answer = question, choice
  client.command("answer", argument)
end

---@return string[]
function M.names()
  local found = vim.tbl_keys(M.all)
  table.sort(found)
  return found
end

---What can stand at the end of a command line.
---@param line string up to the cursor
---@return string[]
function M.complete(line)
  local typed = line:match("Orchestrate!?%s+(.*)$") or ""
  local words = vim.split(typed, "%s+", { trimempty = true })
  local last = typed:match("%S+$") and table.remove(words) or ""
  local found
  if #words == 0 then
    found = M.names()
  else
    local subcommand = M.all[words[1]]
    found = subcommand and subcommand.complete and subcommand.complete({ unpack(words, 2) }) or {}
  end
  return vim.tbl_filter(function(word)
    return vim.startswith(word, last)
  end, found)
end

---@param invocation vim.api.keyset.create_user_command.command_args
function M.invoke(invocation)
  local words = vim.deepcopy(invocation.fargs)
  local name = table.remove(words, 1)
  if not name then
    return M.help()
  end
  local subcommand = M.all[name]
  if not subcommand then
    return client.say(("there is no “:Orchestrate %s”; without a word it lists all"):format(name), vim.log.levels.WARN)
  end
  subcommand.run({
    buffer = vim.api.nvim_get_current_buf(),
    words = words,
    range = invocation.range > 0 and { first = invocation.line1, last = invocation.line2 } or nil,
  })
end

---List the subcommands.
function M.help()
  local chunks = {}
  for _, name in ipairs(M.names()) do
    table.insert(chunks, { (":Orchestrate %-10s"):format(name), "Identifier" })
    table.insert(chunks, { M.all[name].summary .. "\n" })
  end
  vim.api.nvim_echo(chunks, false, {})
end

return M
