-- `:checkhealth code_orchestrator`
local M = {}

local health = vim.health

local INSTALL = "install it: `uv tool install code-orchestrator` or `pipx install code-orchestrator`"
local AGAIN = "install it anew: `uv tool install --force code-orchestrator` or `pipx reinstall code-orchestrator`"
local WHERE = 'or say where it is: `vim.g.code_orchestrator = { cmd = { "/path/to/code-orch", "lsp" } }`'
local SECONDS = 60

---@param command string[]
---@param folder? string
---@return integer code -1 where it could not be started
---@return string output
---@return string errors
local function run(command, folder)
  local ok, done = pcall(function()
    return vim.system(command, { text = true, cwd = folder }):wait(SECONDS * 1000)
  end)
  if not ok then
    return -1, "", tostring(done)
  end
  return done.code, vim.trim(done.stdout or ""), vim.trim(done.stderr or "")
end

---What is wrong with a program that did not do as it was told, and what to do about it.
---@param command string[]
---@param code integer
---@param errors string
---@return string what
---@return string[] advice
function M.explained(command, code, errors)
  local name = ("`%s`"):format(table.concat(command, " "))
  local missing = errors:match("No module named '?([%w_.]+)")
  if code == -1 then
    return name .. " is there, but cannot be started: the Python that it was installed with may be gone", { AGAIN, WHERE }
  elseif code == 124 then
    return ("%s did not end within %d seconds"):format(name, SECONDS), { "try it in a terminal" }
  elseif missing then
    return ("%s runs in a Python that lacks a part of it (%s)"):format(name, missing), {
      vim.startswith(missing, "orchestrator_") and "is it the Python that code-orchestrator is installed in?" or AGAIN,
      WHERE,
    }
  elseif errors:find("SyntaxError", 1, true) or errors:find("requires%-python") then
    return name .. " runs in a Python that is too old", { "Python 3.11 or newer is needed", AGAIN }
  end
  -- Of a traceback the last line says what it was; other words are for people from the first on.
  local said = errors:find("Traceback", 1, true) and errors:match("[^\n]*$") or errors:gsub("%s+", " "):sub(1, 200)
  return ("%s failed (exit code %d)%s"):format(name, code, said ~= "" and ": " .. said or ""), {
    "is it the command of the server? `cmd` is usually `code-orch lsp`",
    "try it in a terminal",
  }
end

local function editor()
  health.start("Neovim")
  local version = tostring(vim.version())
  if vim.fn.has("nvim-0.11") == 1 then
    health.ok(version)
  else
    health.error(version .. " is too old", { "Neovim 0.11 or newer is needed" })
  end
end

---@param settings code_orchestrator.Settings
---@return boolean
local function program(settings)
  health.start("Program")
  local name = settings.cmd[1]
  local path = vim.fn.exepath(name)
  if path == "" then
    health.error(("`%s` is not found: nothing will be shown in documents"):format(name), {
      INSTALL,
      WHERE,
      "if a terminal finds it, start Neovim from there: it sees another PATH",
    })
    return false
  end
  health.ok(path)
  return true
end

---@param settings code_orchestrator.Settings
---@return boolean
local function server(settings)
  health.start("Server")
  local check = vim.list_extend(vim.deepcopy(settings.cmd), { "--check" })
  local code, output, errors = run(check)
  for line in vim.gsplit(output, "\n", { trimempty = true }) do
    if vim.startswith(line, "ok ") then
      health.ok(vim.trim(line:sub(4)))
    elseif vim.startswith(line, "FAIL ") then
      health.error(line:sub(6), { "`:Orchestrate log` tells more; `:Orchestrate info` is for a bug report" })
    elseif line:find("^code%-orchestrator ") or line:find("^log: ") then
      health.info(line)
    end
  end
  if code ~= 0 and not output:find("FAIL ", 1, true) then
    health.error(M.explained(check, code, errors))
    return false
  end
  return true
end

---What `code-orch doctor` finds, as `:checkhealth` tells it.
---@param signs { name: string, state: string, words: string, do: string? }[]
function M.signs(signs)
  for _, sign in ipairs(signs) do
    local words, advice = ("%s: %s"):format(sign.name, sign.words), sign["do"]
    advice = advice ~= vim.NIL and advice or nil
    if sign.state == "good" then
      health.ok(words)
    elseif sign.state == "missing" then
      -- All of it but the agent can be had; without one a rehearsal can still be run.
      local tell = sign.name == "agents" and health.warn or health.error
      tell(words, advice and { advice } or nil)
    else
      health.info(advice and ("%s. %s"):format(words, advice) or words)
    end
  end
end

---@param settings code_orchestrator.Settings
---@param folder? string
local function engine(settings, folder)
  health.start("What runs need" .. (folder and " in " .. folder or ""))
  -- The program without its last word, which is `lsp`.
  local doctor = vim.list_slice(settings.cmd, 1, #settings.cmd - 1)
  vim.list_extend(doctor, { "doctor", "--json" })
  local code, output, errors = run(doctor, folder)
  local ok, answer = pcall(vim.json.decode, output)
  if ok and type(answer) == "table" and answer.signs then
    M.signs(answer.signs)
  else
    health.error(M.explained(doctor, code, errors))
  end
end

---Why a markdown buffer has no server, and what to do; nil where it has one, or is no file.
---@param buffer integer
---@param settings code_orchestrator.Settings
---@return string? what
---@return string[]? advice
function M.alone(buffer, settings)
  local name = vim.api.nvim_buf_get_name(buffer)
  local ours = vim.api.nvim_buf_is_loaded(buffer) and vim.bo[buffer].buftype == "" and name ~= ""
  if not ours or not (vim.bo[buffer].filetype == "markdown" or name:find("%.md$")) then
    return nil
  end
  if #vim.lsp.get_clients({ name = "code_orchestrator", bufnr = buffer }) > 0 then
    return nil
  end
  local what = ("%s has no server"):format(vim.fn.fnamemodify(name, ":~:."))
  if not settings.enable then
    return what .. ": the option `enable` is false", { "set it to true, or `:lua vim.lsp.enable('code_orchestrator')`" }
  elseif vim.bo[buffer].filetype ~= "markdown" then
    return ("%s: its filetype is “%s”"):format(what, vim.bo[buffer].filetype), {
      "`:set filetype=markdown`; `:filetype on` lets Neovim find it out by itself",
    }
  end
  return what, {
    "put right what stands above in red, then start Neovim again",
    "`:lua vim.cmd.edit(vim.lsp.log.get_filename())` shows what Neovim says of it",
  }
end

---@param settings code_orchestrator.Settings
local function session(settings)
  health.start("Session")
  local clients = vim.lsp.get_clients({ name = "code_orchestrator" })
  for _, client in ipairs(clients) do
    local info = client.server_info or {}
    local buffers = vim.tbl_count(client.attached_buffers)
    health.ok(
      ("%s %s serves %d buffer%s in %s"):format(
        info.name or client.name,
        info.version or "?",
        buffers,
        buffers == 1 and "" or "s",
        client.root_dir or "no folder"
      )
    )
  end
  local alone = false
  for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
    local what, advice = M.alone(buffer, settings)
    if what then
      alone = true
      health.warn(what, advice)
    end
  end
  if #clients == 0 and not alone then
    health.info("the server does not run now; it starts with the first markdown document")
  end
  health.info("log: " .. require("code_orchestrator.commands").log_file())
end

function M.check()
  editor()
  local settings, troubles = require("code_orchestrator.config").get()
  if #troubles > 0 then
    health.start("Options")
    for _, trouble in ipairs(troubles) do
      health.error(trouble)
    end
  end
  local client = vim.lsp.get_clients({ name = "code_orchestrator" })[1]
  if program(settings) and server(settings) then
    engine(settings, client and client.root_dir)
  end
  session(settings)
end

return M
