// How the language server is started. The first of these that applies, of which an untrusted folder
// knows the last only:
//
// 1. `serverCommand`, word for word.
// 2. `importStrategy: fromEnvironment`: Code Orchestrator of the interpreter's environment.
// 3. The engine's own environment, once it is installed.
// 4. The server that the extension carries along, in any Python from 3.11 on. Runs then need the
//    engine first.
//
// The interpreter is the one of the setting, else the one that the Python extension has chosen (in
// a trusted workspace), else the first on the PATH that is new enough.

import { execFile } from "node:child_process";
import { realpathSync } from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";
import * as vscode from "vscode";
import type { Engine } from "./engine";
import { program } from "./programs";

export interface Launch {
  /** The absolute path of a program. */
  command: string;
  args: string[];
  /** Never a folder that is not trusted: on Windows programs are looked for there first. */
  cwd: string;
  /** Whether what is started this way can carry out a run. */
  engine: boolean;
  /** Where it comes from, for a person. */
  words: string;
  /** The setting to look at when it does not start. */
  setting: string | undefined;
}

/** Why the server cannot be started, and what to do about it. */
export class Trouble extends Error {
  constructor(
    message: string,
    readonly setting?: string,
  ) {
    super(message);
  }
}

const INTERPRETER = "codeOrchestrator.interpreter";
const PATIENCE = 20_000;
/** Of Python 3. */
const OLDEST = 11;
const ON_THE_PATH =
  process.platform === "win32"
    ? ["python", "py"]
    : ["python3", "python3.14", "python3.13", "python3.12", "python3.11", "python"];

export async function launch(tool: vscode.Uri, engine: Engine): Promise<Launch> {
  const settings = vscode.workspace.getConfiguration("codeOrchestrator");
  const wished = settings.get<string>("interpreter", "").trim();
  if (!vscode.workspace.isTrusted) {
    return carried(tool, wished);
  }
  const [command, ...args] = settings.get<string[]>("serverCommand", []);
  if (command) {
    const setting = "codeOrchestrator.serverCommand";
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const cwd = folder?.scheme === "file" ? folder.fsPath : tool.fsPath;
    // A path of several parts is one in the folder, which is trusted.
    const found = program(command) ?? (/[\\/]/.test(command) ? path.join(cwd, command) : undefined);
    if (!found) {
      throw new Trouble(`“${command}” cannot be started: there is no such program.`, setting);
    }
    const words = `the setting ${setting}`;
    return { command: found, args, cwd, engine: true, words, setting };
  }
  if (settings.get<string>("importStrategy") === "fromEnvironment") {
    const python = await interpreter(wished);
    const cwd = tool.fsPath;
    if (!(await runs(python, ["-P", "-c", "import orchestrator_server, pydantic"]))) {
      const setting = "codeOrchestrator.importStrategy";
      throw new Trouble(
        `${python} has no Code Orchestrator installed, which the setting ${setting} asks for. ` +
          "Install it there, or choose useBundled.",
        setting,
      );
    }
    const words = `the environment of ${python}`;
    const module = ["-P", "-m", "orchestrator_engine", "lsp"];
    return { command: python, args: module, cwd, engine: true, words, setting: INTERPRETER };
  }
  const own = wished ? undefined : engine.python();
  if (own) {
    const module = ["-P", "-m", "orchestrator_engine", "lsp"];
    const words = "the engine's own environment";
    return { command: own, args: module, cwd: tool.fsPath, engine: true, words, setting: undefined };
  }
  return carried(tool, wished);
}

/** The server that the extension carries along. */
async function carried(tool: vscode.Uri, wished: string): Promise<Launch> {
  const python = await interpreter(wished);
  const script = vscode.Uri.joinPath(tool, "server.py").fsPath;
  const words = `the extension, in ${python}`;
  const setting = wished ? INTERPRETER : undefined;
  const args = ["-I", script];
  return { command: python, args, cwd: tool.fsPath, engine: false, words, setting };
}

/** A Python that is new enough. Throws `Trouble` where there is none. */
export async function interpreter(wished: string): Promise<string> {
  if (wished) {
    const named = program(wished);
    const version = named ? await versionOf(named) : new Error("there is no such program");
    if (version instanceof Error) {
      throw new Trouble(
        `The setting ${INTERPRETER} names “${wished}”, which cannot be used: ` +
          `${version.message}. Correct it, or empty it to have a Python looked for.`,
        INTERPRETER,
      );
    }
    return named ?? wished;
  }
  const chosen = vscode.workspace.isTrusted ? await chosenByPythonExtension() : undefined;
  const known = [...(chosen ? [chosen] : []), ...ON_THE_PATH].map(program);
  for (const python of known.filter((one) => one !== undefined)) {
    const minor = minorOf(python);
    if (minor === undefined ? !((await versionOf(python)) instanceof Error) : minor >= OLDEST) {
      return python;
    }
  }
  throw new Trouble(
    "No Python 3.11 or newer was found. Install one, or name it in the setting " +
      `${INTERPRETER}, then restart the language server.`,
    INTERPRETER,
  );
}

/** The 11 of a `python3` that leads to `python3.11`. To ask the program itself takes far longer. */
function minorOf(python: string): number | undefined {
  try {
    const minor = /^python3\.(\d+)$/.exec(path.basename(realpathSync(python)))?.[1];
    return minor === undefined ? undefined : Number(minor);
  } catch {
    return undefined;
  }
}

async function versionOf(python: string): Promise<string | Error> {
  const code = "import sys; print(*sys.version_info[:3], sep='.')";
  try {
    const { stdout } = await promisify(execFile)(python, ["-I", "-c", code], { timeout: PATIENCE });
    const version = stdout.trim();
    const [major = 0, minor = 0] = version.split(".").map(Number);
    return major === 3 && minor >= OLDEST
      ? version
      : new Error(`it says that it is ${version.slice(0, 40) || "nothing"}, and 3.11 is needed`);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT") {
      return new Error("there is no such program");
    }
    return new Error(typeof code === "number" ? `it ended with code ${code}` : `${code ?? error}`);
  }
}

async function runs(python: string, args: string[]): Promise<boolean> {
  try {
    await promisify(execFile)(python, args, { timeout: PATIENCE });
    return true;
  } catch {
    return false;
  }
}

interface PythonApi {
  environments?: {
    getActiveEnvironmentPath(resource?: vscode.Uri): { path: string };
    resolveEnvironment(
      path: unknown,
    ): Promise<{ executable?: { uri?: vscode.Uri } } | undefined>;
  };
}

/** Where that extension is there, it knows best; nothing here needs it. */
async function chosenByPythonExtension(): Promise<string | undefined> {
  const extension = vscode.extensions.getExtension<PythonApi>("ms-python.python");
  try {
    const environments = (await extension?.activate())?.environments;
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const path = environments?.getActiveEnvironmentPath(folder);
    return (await environments?.resolveEnvironment(path))?.executable?.uri?.fsPath;
  } catch {
    return undefined;
  }
}
