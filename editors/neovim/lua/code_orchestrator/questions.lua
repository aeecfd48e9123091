-- What the server says and asks. A question takes the keyboard, so it waits until nobody types;
-- until then the statusline and a message tell of it.
local client = require("code_orchestrator.client")
local window = require("code_orchestrator.question")

local M = {}

M.quiet = 1000 -- milliseconds without a key, after which a question may take the keyboard
M.reading = 700 -- milliseconds in which nobody has read a question
local TRIES = 3
local REMIND = 1500
local LEVELS = { vim.log.levels.ERROR, vim.log.levels.WARN, vim.log.levels.INFO, vim.log.levels.DEBUG }

---@class code_orchestrator.Question
---@field params lsp.ShowMessageRequestParams
---@field answer fun(action: lsp.MessageActionItem?)
---@field seen? boolean whether its warning has stood in a document

---@type code_orchestrator.Question[]
local waiting = {}
local open, watching, due = false, false, false
local typed_at = 0

---@param question code_orchestrator.Question
---@return string
local function head(question)
  return (question.params.message:match("^[^\n]*"))
end

---@param question code_orchestrator.Question
---@return boolean stands whether the warning of an agent's question stands in a document
local function stands(question)
  for _, one in ipairs(vim.diagnostic.get(nil)) do
    if one.code == "question" and one.message:find(head(question), 1, true) then
      return true
    end
  end
  return false
end

---Whether the question of an agent was settled elsewhere: its warning stood, and is gone.
---@param question code_orchestrator.Question
local function settled(question)
  if not head(question):find(" asks %(q%d+%)") then
    return false
  elseif stands(question) then
    question.seen = true
    return false
  end
  return question.seen == true
end

---@return boolean
local function at_rest()
  local mode = vim.api.nvim_get_mode()
  return mode.mode == "n" and not mode.blocking and vim.uv.now() - typed_at >= M.quiet
end

---Close the window of a question that was settled elsewhere. Every change of the warnings is looked
---at, for one may stand a moment only.
---@param question code_orchestrator.Question
---@param buffer integer of its window
local function close_once_settled(question, buffer)
  local function look()
    if not vim.api.nvim_buf_is_valid(buffer) then
      return true
    elseif settled(question) then
      vim.schedule(function()
        pcall(vim.api.nvim_buf_delete, buffer, { force = true })
      end)
      return true
    end
  end
  if not look() then
    vim.api.nvim_create_autocmd("DiagnosticChanged", { callback = look })
  end
end

---@param question code_orchestrator.Question
---@param left integer how often it is still put, where an answer comes too soon
local function put(question, left)
  local put_at = vim.uv.now()
  local actions, message = question.params.actions or {}, question.params.message
  local function answered(action, pressed_at)
    if action and action ~= actions[1] and pressed_at - put_at < M.reading then
      if left > 1 then
        return vim.schedule(function()
          put(question, left - 1)
        end)
      end
      client.say("that was answered before anybody could read it, so nothing was done", vim.log.levels.WARN)
      action = nil
    end
    open = false
    vim.schedule(function()
      question.answer(action)
      M.look()
    end)
  end
  close_once_settled(question, window.put(message, actions, answered))
end

local function put_next()
  local question = table.remove(waiting, 1)
  open = true
  require("code_orchestrator.status").redraw()
  put(question, TRIES)
end

---Put the next question, if there is one and nobody types; else look again soon.
function M.look()
  for at = #waiting, 1, -1 do
    if settled(waiting[at]) then
      table.remove(waiting, at).answer(nil)
    end
  end
  if open or due or #waiting == 0 then
    return
  end
  if at_rest() then
    return put_next()
  end
  due = true
  vim.defer_fn(function()
    due = false
    M.look()
  end, 100)
end

---Put the question that waits, whoever types: a person has asked for it.
---@return boolean put whether one waited
function M.show()
  M.look()
  if open or #waiting == 0 then
    return open
  end
  put_next()
  return true
end

---What waits for an answer, in a few words for a statusline; nil where nothing does.
---@return string?
function M.held()
  return waiting[1] and "asks: :Orchestrate answer" or nil
end

---Hold a question until it can be put.
---@param params lsp.ShowMessageRequestParams
---@param answer fun(action: lsp.MessageActionItem?)
function M.hold(params, answer)
  if not watching then
    watching = true
    vim.on_key(function(_, typed)
      if typed ~= "" then
        typed_at = vim.uv.now()
      end
    end, vim.api.nvim_create_namespace("code_orchestrator.questions"))
    -- Keys that came before are not known, and may have been the last just now.
    typed_at = vim.uv.now()
  end
  local question = { params = params, answer = answer }
  table.insert(waiting, question)
  require("code_orchestrator.status").redraw()
  vim.defer_fn(function()
    if vim.tbl_contains(waiting, question) then
      local words = head(question)
      words = words:find(" asks %(q%d+%)") and words or ("a question waits: " .. words)
      client.say(words .. " — answer with :Orchestrate answer", vim.log.levels.WARN)
    end
  end, REMIND)
  M.look()
end

---Wait in a handler's coroutine for what a person answers.
---@param ask fun(answer: fun(given: any))
local function awaited(ask)
  local here, main = coroutine.running()
  if not here or main then
    return vim.NIL
  end
  vim.schedule(function()
    ask(function(given)
      coroutine.resume(here, given or vim.NIL)
    end)
  end)
  return coroutine.yield()
end

---The handler of `window/showMessageRequest`.
---@param params lsp.ShowMessageRequestParams
function M.request(_, params)
  return awaited(function(answer)
    M.hold(params, answer)
  end)
end

---The handler of `codeOrchestrator/words`: a line of the person's own, who has just asked for it.
---@param params { message: string }
function M.words(_, params)
  return awaited(function(answer)
    vim.ui.input({ prompt = params.message .. " " }, function(text)
      answer(text and { text = text } or nil)
    end)
  end)
end

---The handler of `window/showMessage`.
---@param params lsp.ShowMessageParams
function M.message(_, params)
  client.say(params.message, LEVELS[params.type])
end

return M
