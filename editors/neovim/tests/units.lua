-- Plain tests of the plugin's own logic: nvim --clean -l editors/neovim/tests/units.lua
local here = vim.fs.dirname(vim.fs.abspath(debug.getinfo(1, "S").source:sub(2)))
vim.opt.runtimepath:prepend(vim.fs.dirname(here))
package.path = here .. "/?.lua;" .. package.path

local failed, passed = 0, 0
local function test(what, body)
  local ok, why = xpcall(body, debug.traceback)
  if ok then
    passed = passed + 1
  else
    failed = failed + 1
    print(("FAIL %s\n%s"):format(what, why))
  end
end
local function same(found, expected)
  if not vim.deep_equal(found, expected) then
    error(("expected %s, found %s"):format(vim.inspect(expected), vim.inspect(found)), 2)
  end
end

local config = require("code_orchestrator.config")
local commands = require("code_orchestrator.commands")
local progress = require("code_orchestrator.progress")
local view = require("code_orchestrator.view")
local items = require("code_orchestrator.items")
local questions = require("code_orchestrator.questions")

test("an option that makes no sense is told and left at its default", function()
  vim.g.code_orchestrator = { progress = "loud", cdm = { "x" }, hints = true }
  local settings, troubles = config.get()
  same(settings.progress, "auto")
  same(settings.hints, true)
  same(#troubles, 2)
  vim.g.code_orchestrator = nil
end)

test("setup wins over the global table", function()
  vim.g.code_orchestrator = { lenses = false, hints = true }
  config.set({ hints = false })
  same(config.get().lenses, false)
  same(config.get().hints, false)
  config.set({})
  vim.g.code_orchestrator = nil
end)

test("a question waits while somebody types, and no answer counts that nobody can have read", function()
  local window = require("code_orchestrator.question")
  local real, asked, answered = window.put, 0, "nothing"
  questions.quiet, questions.reading = 200, 100000
  window.put = function(message, actions, on_choice)
    asked = asked + 1
    local buffer = real(message, actions, on_choice)
    vim.api.nvim_feedkeys("2", "xt", false)
    return buffer
  end
  local params = { type = 2, message = "Build SPEC.md: 2 items.", actions = { { title = "Refuse" }, { title = "Allow" } } }
  questions.hold(params, function(action)
    answered = action
  end)
  same(asked, 0)
  same(questions.held(), "asks: :Orchestrate answer")
  vim.wait(10000, function()
    return answered ~= "nothing"
  end)
  same(asked, 3)
  same(answered, nil)
  same(questions.held(), nil)
  questions.quiet, questions.reading = 100000, 0
  answered = "nothing"
  questions.hold(params, function(action)
    answered = action
  end)
  same(questions.show(), true)
  vim.wait(10000, function()
    return answered ~= "nothing"
  end)
  same(answered, { title = "Allow" })
  questions.quiet, questions.reading = 1000, 700
  window.put = real
end)

test("what has no room on the border of a question stands in it, and more than nine have a key", function()
  local footer, lines = require("code_orchestrator.question").footer({ { title = "No" }, { title = "Yes" } })
  same({ footer[1][1], footer[3][1], #lines }, { " 1 ", " 2 ", 0 })
  local many = {}
  for number = 1, 12 do
    table.insert(many, { title = ("mode %d, in some words"):format(number) })
  end
  footer, lines = require("code_orchestrator.question").footer(many)
  same(#footer, 2)
  same({ lines[2], lines[13] }, { "1  mode 1, in some words", "c  mode 12, in some words" })
end)

test("words of one's own are typed where Neovim asks for them", function()
  local real, typed, answers = vim.ui.input, { "Kim said so", nil }, {}
  vim.ui.input = function(options, on_confirm)
    same(options.prompt, "Why? ")
    on_confirm(typed[#answers + 1])
  end
  local handler = config.server().handlers["codeOrchestrator/words"]
  for number = 1, 2 do
    coroutine.wrap(function()
      answers[number] = handler(nil, { message = "Why?" })
    end)()
    vim.wait(10000, function()
      return answers[number] ~= nil
    end)
  end
  vim.ui.input = real
  same(answers, { { text = "Kim said so" }, vim.NIL })
end)

test("the window of a question closes once it is settled elsewhere, however soon that is", function()
  local space = vim.api.nvim_create_namespace("units.warnings")
  local buffer = vim.api.nvim_create_buf(false, true)
  local words = "A-1 asks (q1): Shell make"
  local warning = { lnum = 0, col = 0, message = words .. "\nAnswer with a code action.", code = "question" }
  local answered = "nothing"
  local windows = #vim.api.nvim_list_wins()
  questions.hold({ type = 2, message = words, actions = { { title = "Refuse" } } }, function(action)
    answered = action
  end)
  same(questions.show(), true)
  same(#vim.api.nvim_list_wins(), windows + 1)
  vim.diagnostic.set(space, buffer, { warning })
  vim.diagnostic.set(space, buffer, {})
  vim.wait(10000, function()
    return answered ~= "nothing"
  end)
  same(answered, nil)
  same(#vim.api.nvim_list_wins(), windows)
end)

test("of toml files only those of ours are wanted", function()
  local buffer = vim.api.nvim_create_buf(true, false)
  vim.bo[buffer].filetype = "toml"
  vim.api.nvim_buf_set_name(buffer, "/nowhere/Cargo.toml")
  same(config.wanted(buffer), false)
  vim.api.nvim_buf_set_name(buffer, "/nowhere/.orchestrator.toml")
  same(config.wanted(buffer), true)
  vim.bo[buffer].filetype = "markdown"
  same(config.wanted(buffer), true)
end)

test("the server is told that we listen to changes", function()
  local server = config.server()
  same(server.cmd, { "code-orch", "lsp" })
  same(server.capabilities.experimental.codeOrchestrator.changed, true)
  same(type(server.handlers["codeOrchestrator/changed"]), "function")
end)

test("subcommands are completed, and what stands behind them", function()
  same(commands.complete("Orchestrate re"), { "report", "restart", "resume", "retry", "revert" })
  same(commands.complete("'<,'>Orchestrate sto"), { "stop" })
  same(commands.complete("Orchestrate answer a"), { "allow", "always" })
  same(commands.complete("Orchestrate run fi"), { "fix" })
  same(commands.complete("Orchestrate run fix fi"), {})
  same(commands.complete("Orchestrate stop "), {})
end)

test("words of a wish are modes, scopes and items", function()
  local call = { buffer = 0, words = { "fix", "BUG-1", "BUG-2" } }
  same(commands.wish(call), { mode = "fix", items = { "BUG-1", "BUG-2" } })
  same(commands.wish({ buffer = 0, words = { "openBugs" } }).scope, "openBugs")
  local selected = commands.wish({ buffer = 0, words = {}, range = { first = 3, last = 5 } })
  same(selected.scope, "selection")
  same(selected.range, {
    start = { line = 2, character = 0 },
    ["end"] = { line = 5, character = 0 },
  })
end)

test("each subcommand says what it does", function()
  for name, subcommand in pairs(commands.all) do
    assert(subcommand.summary and #subcommand.summary > 5, name)
    assert(type(subcommand.run) == "function", name)
  end
end)

test("the help file has every subcommand and every option", function()
  local path = vim.fs.joinpath(vim.fs.dirname(here), "doc", "code-orchestrator.txt")
  local text = table.concat(vim.fn.readfile(path), "\n")
  for _, name in ipairs(commands.names()) do
    assert(text:find(":Orchestrate " .. name, 1, true), name .. " is not in the help")
  end
  for name in pairs((config.get())) do
    assert(text:find("*code-orchestrator-" .. name .. "*", 1, true), name .. " is not in the help")
  end
end)

test("progress is drawn with a bar, and an end without", function()
  local one = { title = "Tea", message = "boils\nnow", percentage = 40, client = 1, token = "t" }
  same(progress.line(one), "████░░░░░░  40% Tea: boils now")
  one.percentage, one.message = nil, ""
  same(progress.line(one), "… Tea")
  one.ended, one.message = true, "done"
  same(progress.line(one), "Tea: done")
end)

test("the innermost item around a line is meant", function()
  local all = {
    { id = "A", first = 0, last = 9 },
    { id = "B", first = 3, last = 4 },
  }
  same(items.at(all, 4).id, "B")
  same(items.at(all, 5).id, "A")
  same(items.at(all, 12), nil)
end)

test("an overview shows what asks, and what nobody knows as ?", function()
  local lines = view.overview({
    kind = "overview",
    runs = {
      {
        run = "r1",
        state = "running",
        title = "Tea",
        mode = "build",
        percent = 40,
        cost = "?",
        question = { id = "q1", title = "Bash npm install" },
      },
    },
  })
  same(lines[3].text, "? running    40%  Tea  build · ?")
  same(lines[4].target, { run = "r1", question = "q1" })
end)

test("a run is shown by its phases and tasks, null or not", function()
  local lines = view.one({
    kind = "run",
    state = "running",
    title = "Tea",
    why = vim.NIL,
    progress = { over = 1, total = 2, percent = 50 },
    spending = { usd = vim.NIL, words = "?" },
    document = { path = "/tea/SPEC.md" },
    items = { { handle = "TEA-1", line = 5 } },
    phases = { { id = "p", title = "Build", state = "working", tasks = { "T1" } } },
    tasks = {
      { id = "T1", name = "TEA-1 Boil", state = "done", activity = "merged", score = 9, cost = "$0.10", items = { "TEA-1" } },
    },
    questions = {},
  })
  same(lines[1].text, "▶ Tea · running")
  same(lines[2].text, "1 of 2 tasks · 50% · ?")
  same(lines[5].text, "  ✓ TEA-1 Boil  merged · 9/10 · $0.10")
  same(lines[5].target.line, 5)
end)

test("a key that others follow at once is typing, and answers nothing", function()
  local question = require("code_orchestrator.question")
  local answers = {}
  local buffer = question.put("Build it?", { { title = "Not now" }, { title = "Run" } }, function(action)
    table.insert(answers, action and action.title or "none")
  end)
  vim.api.nvim_feedkeys("2j", "xt", false)
  same(vim.api.nvim_buf_is_valid(buffer), true)
  vim.api.nvim_feedkeys("2", "xt", false)
  vim.wait(1000, function()
    return #answers > 0
  end)
  same(answers, { "Run" })
end)

test("a question has a window, and its answer once, however that is closed", function()
  local question = require("code_orchestrator.question")
  local actions = { { title = "Not now" }, { title = "Trust" } }
  local function pressed(keys)
    local answers = {}
    question.put("It would execute:\n  test: make", actions, function(chosen)
      table.insert(answers, chosen or "nothing")
    end)
    vim.api.nvim_feedkeys(vim.keycode(keys), "xt", false)
    vim.wait(5000, function()
      return #answers > 0
    end)
    return answers
  end
  same(pressed("1"), { actions[1] })
  same(pressed("2"), { actions[2] })
  same(pressed("3<Esc>"), { "nothing" })
  same(pressed("q"), { "nothing" })
  same(pressed(":close<CR>"), { "nothing" })
  same(question.footer(actions)[4][1], "Trust  ")
end)

test("the health check says in plain words what is wrong with the program, and what to do", function()
  local health = require("code_orchestrator.health")
  local function said(code, errors)
    local what, advice = health.explained({ "code-orch", "lsp", "--check" }, code, errors)
    assert(#advice > 0, what)
    return what:sub(#"`code-orch lsp --check` " + 1), table.concat(advice, "\n")
  end
  assert(said(-1, "ENOENT"):find("the Python that it was installed with may be gone", 1, true))
  assert(said(124, ""):find("did not end within 60 seconds", 1, true))
  local what, advice = said(1, "/usr/bin/python3: No module named orchestrator_engine")
  same(what, "runs in a Python that lacks a part of it (orchestrator_engine)")
  assert(advice:find("installed in?", 1, true))
  what, advice = said(1, "Traceback …\nModuleNotFoundError: No module named 'pygls.server'")
  same(what, "runs in a Python that lacks a part of it (pygls.server)")
  assert(advice:find("pipx reinstall", 1, true))
  assert(said(1, "  type A = int\nSyntaxError: invalid syntax"):find("too old", 1, true))
  same(said(2, "There is no command lps.\n  Did you mean lsp?"), "failed (exit code 2): There is no command lps. Did you mean lsp?")
end)

test("the health check names documents without a server, and why they have none", function()
  local health = require("code_orchestrator.health")
  local buffer = vim.api.nvim_create_buf(true, false)
  vim.api.nvim_buf_set_name(buffer, "/nowhere/SPEC.md")
  local settings = (config.get())
  assert(health.alone(buffer, settings):find("its filetype is “”", 1, true))
  vim.bo[buffer].filetype = "markdown"
  same(health.alone(buffer, settings), "/nowhere/SPEC.md has no server")
  settings.enable = false
  assert(health.alone(buffer, settings):find("the option `enable` is false", 1, true))
  vim.bo[buffer].buftype = "nofile"
  same(health.alone(buffer, settings), nil)
end)

test("what a statusline is given has no percent sign of its own", function()
  local status = require("code_orchestrator.status")
  same(status.text(), "")
  progress.take(1, { token = "t", value = { kind = "begin", title = "Tea", percentage = 7 } })
  same(status.text(), "Tea 7%%")
end)

test("it is known who shows messages: Neovim itself would ask to press Enter after a long one", function()
  local client = require("code_orchestrator.client")
  same(client.is_plain(), true)
  local real = vim.notify
  vim.notify = function() end
  same(client.is_plain(), false)
  vim.notify = setmetatable({}, { __call = function() end }) -- as nvim-notify's
  same(client.is_plain(), false)
  vim.notify = real
end)

print(("%d passed, %d failed"):format(passed, failed))
vim.cmd(failed == 0 and "qall!" or "cquit 1")
