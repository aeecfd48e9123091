// Where a program is, as an absolute path. To name a program is not enough: Windows would look for
// it in the working folder first, and that may be a folder that nobody trusts.

import { accessSync, constants } from "node:fs";
import * as path from "node:path";

/** Of what can be started without a shell. */
const ENDINGS = process.platform === "win32" ? [".exe", ".com", ""] : [""];

/** The path of a program: itself where it is absolute, else where the PATH has it. */
export function program(name: string): string | undefined {
  if (path.isAbsolute(name)) {
    return name;
  }
  if (name !== path.basename(name)) {
    return undefined;
  }
  // A relative entry of the PATH is one of the working folder again.
  const folders = (process.env["PATH"] ?? "").split(path.delimiter).filter(path.isAbsolute);
  return folders.flatMap((folder) => ENDINGS.map((end) => path.join(folder, name + end))).find(runs);
}

function runs(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
