---@meta

---What `setup()` and `vim.g.code_orchestrator` take; every field may be left out.
---@class code_orchestrator.Options
---@field enable? boolean start the server for markdown documents (true)
---@field cmd? string[] how the server is started ({ "code-orch", "lsp" })
---@field lenses? boolean show code lenses and keep them fresh (true)
---@field hints? boolean show inlay hints (false)
---@field progress? "auto"|"float"|"echo"|"none" where progress is shown ("auto": a float, or nowhere if fidget or noice show it)

---@class code_orchestrator.Settings
---@field enable boolean
---@field cmd string[]
---@field lenses boolean
---@field hints boolean
---@field progress "auto"|"float"|"echo"|"none"

---What the server's `state` command gives.
---@class code_orchestrator.State
---@field text string
---@field tooltip? string
---@field live? boolean
---@field done? integer
---@field total? integer
---@field percent? integer
---@field usd? number
---@field waits? any

---One progress that is shown.
---@class code_orchestrator.Progress
---@field client integer
---@field token string|integer
---@field title string
---@field message string
---@field percentage? integer
---@field ended? boolean

---@class code_orchestrator.Subcommand
---@field summary string what it does, for the help of the command
---@field run fun(call: code_orchestrator.Call)
---@field complete? fun(words: string[]): string[]

---One `:Orchestrate …`.
---@class code_orchestrator.Call
---@field buffer integer
---@field words string[] what stands behind the name of the subcommand
---@field range? { first: integer, last: integer } lines from 1, where some were selected
