// Does for VS Code's markdown server what VS Code's client does for it: it parses, and says that
// there are no files beside what is open. Everything else goes through as it is.
// Arguments: the folder into which npm installed the server and markdown-it.

import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";

const modules = join(process.argv[2], "node_modules");
const require = createRequire(join(modules, "here.js"));
const engine = require("markdown-it")({ html: true, linkify: true });
const main = join(modules, "vscode-markdown-languageserver", "dist", "node", "workerMain.js");
const server = spawn(process.execPath, [main, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
const texts = new Map();

const answers = {
  "markdown/parse": ({ uri, text }) => engine.parse(text ?? texts.get(uri) ?? "", {}),
  "markdown/findMarkdownFilesInWorkspace": () => [...texts.keys()],
  "markdown/fs/readFile": () => [],
  "markdown/fs/stat": ({ uri }) => (texts.has(uri) ? { isDirectory: false } : undefined),
  "markdown/fs/readDirectory": () => [],
  "markdown/fs/watcher/create": () => null,
  "markdown/fs/watcher/delete": () => null,
};

function framed(message) {
  const body = Buffer.from(JSON.stringify(message));
  return Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]);
}

// Calls `take` with each message on a stream and its bytes.
function messages(stream, take) {
  let waiting = Buffer.alloc(0);
  stream.on("data", (piece) => {
    waiting = Buffer.concat([waiting, piece]);
    for (;;) {
      const head = waiting.indexOf("\r\n\r\n");
      if (head < 0) return;
      const length = Number(/content-length: *(\d+)/i.exec(waiting.subarray(0, head).toString())[1]);
      const end = head + 4 + length;
      if (waiting.length < end) return;
      take(JSON.parse(waiting.subarray(head + 4, end).toString()), waiting.subarray(0, end));
      waiting = waiting.subarray(end);
    }
  });
}

function offset(text, { line, character }) {
  let start = 0;
  for (let passed = 0; passed < line; passed++) start = text.indexOf("\n", start) + 1;
  return start + character;
}

messages(process.stdin, ({ method, params }, bytes) => {
  if (method === "textDocument/didOpen") texts.set(params.textDocument.uri, params.textDocument.text);
  if (method === "textDocument/didChange") {
    let text = texts.get(params.textDocument.uri);
    for (const { range, text: put } of params.contentChanges) {
      text = text.slice(0, offset(text, range.start)) + put + text.slice(offset(text, range.end));
    }
    texts.set(params.textDocument.uri, text);
  }
  server.stdin.write(bytes);
});
messages(server.stdout, (message, bytes) => {
  const answer = message.id === undefined ? undefined : answers[message.method];
  if (answer === undefined) {
    process.stdout.write(bytes);
    return;
  }
  const result = answer(message.params ?? {}) ?? null;
  server.stdin.write(framed({ jsonrpc: "2.0", id: message.id, result }));
});
process.stdin.on("end", () => server.kill());
server.on("exit", (code) => process.exit(code ?? 1));
