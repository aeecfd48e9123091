-- How Neovim starts the server. `vim.lsp.config("code_orchestrator", { … })` changes any of it.
return require("code_orchestrator.config").server()
