-- What is there before anybody calls setup(): the command, and the server for markdown documents.
-- Everything else is loaded when it is needed.
if vim.g.loaded_code_orchestrator then
  return
end
vim.g.loaded_code_orchestrator = true

if vim.fn.has("nvim-0.11") == 0 then
  vim.notify("Code Orchestrator needs Neovim 0.11 or newer.", vim.log.levels.WARN)
  return
end

vim.api.nvim_create_user_command("Orchestrate", function(invocation)
  require("code_orchestrator.commands").invoke(invocation)
end, {
  nargs = "*",
  range = true,
  desc = "Plan, run and steer the work that a markdown document asks for",
  complete = function(_, line, position)
    return require("code_orchestrator.commands").complete(line:sub(1, position))
  end,
})

local group = vim.api.nvim_create_augroup("code_orchestrator", { clear = true })
vim.api.nvim_create_autocmd("LspAttach", {
  group = group,
  callback = function(event)
    local client = vim.lsp.get_client_by_id(event.data.client_id)
    if client and client.name == "code_orchestrator" then
      require("code_orchestrator").attached(client, event.buf)
    end
  end,
})

-- After Neovim's own look at the filetype, which lets go of a server that it did not attach itself.
vim.api.nvim_create_autocmd({ "BufReadPost", "FileType" }, {
  group = group,
  callback = function(event)
    vim.schedule(function()
      if vim.api.nvim_buf_is_valid(event.buf) then
        require("code_orchestrator.sources").opened(event.buf)
      end
    end)
  end,
})

if require("code_orchestrator.config").get().enable then
  vim.lsp.enable("code_orchestrator")
end
