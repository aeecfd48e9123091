-- `:checkhealth code_orchestrator`
local M = {}

local health = vim.health

---@param command string[]
---@return integer code
---@return string output
local function run(command)
  local ok, done = pcall(function()
    return vim.system(command, { text = true }):wait(20000)
  end)
  if not ok then
    return -1, tostring(done)
  end
  return done.code, vim.trim((done.stdout or "") .. (done.stderr or ""))
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
    health.error(("`%s` is not found"):format(name), {
      "install it: `uv tool install code-orchestrator` or `pipx install code-orchestrator`",
      'or say where it is: `vim.g.code_orchestrator = { cmd = { "/path/to/code-orch", "lsp" } }`',
    })
    return false
  end
  health.ok(path)
  return true
end

---@param settings code_orchestrator.Settings
local function server(settings)
  local check = vim.list_extend(vim.deepcopy(settings.cmd), { "--check" })
  local code, output = run(check)
  for line in vim.gsplit(output, "\n", { trimempty = true }) do
    if vim.startswith(line, "ok ") then
      health.ok(vim.trim(line:sub(4)))
    elseif vim.startswith(line, "FAIL ") then
      health.error(line:sub(6))
    else
      health.info(line)
    end
  end
  if code ~= 0 and not output:find("FAIL") then
    health.error(("`%s` failed (exit code %d)"):format(table.concat(check, " "), code))
  end
end

---@param settings code_orchestrator.Settings
local function engine(settings)
  health.start("Engine")
  -- The program without its last word, which is `lsp`.
  local program_of = vim.list_slice(settings.cmd, 1, #settings.cmd - 1)
  local function ask(word)
    return run(vim.list_extend(vim.deepcopy(program_of), { word }))
  end
  local code, output = ask("doctor")
  if output:find("There is no command") then
    code, output = ask("agents")
  end
  for line in vim.gsplit(output, "\n", { trimempty = true }) do
    health.info(line)
  end
  if code ~= 0 then
    health.warn("the engine has something to say about this machine, see above")
  end
end

local function session()
  health.start("Session")
  local clients = vim.lsp.get_clients({ name = "code_orchestrator" })
  if #clients == 0 then
    health.info("the server does not run now; it starts with the first markdown document")
  end
  for _, client in ipairs(clients) do
    local info = client.server_info or {}
    local buffers = vim.tbl_count(client.attached_buffers)
    health.ok(("%s %s serves %d buffers in %s"):format(
      info.name or client.name, info.version or "?", buffers, client.root_dir or "no folder"
    ))
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
  if program(settings) then
    server(settings)
    engine(settings)
  end
  session()
end

return M
