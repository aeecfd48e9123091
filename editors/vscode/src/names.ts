// Names that are agreed on with the language server, and the shapes of what it answers.

import type { Range } from "vscode-languageclient/node";

/** The server's commands. Ours begin with `code-orchestrator.`: an id can be registered once. */
export const SERVER = "codeOrchestrator";

/** What the server tells when runs have changed. */
export const CHANGED = "codeOrchestrator/changed";

/** What the server asks about what the person has just done. */
export const DIALOG = "codeOrchestrator/dialog";

/** What the server asks to have typed. */
export const WORDS = "codeOrchestrator/words";

/** The one argument of a command; what is left out means the document looked at last. */
export interface Subject {
  uri?: string;
  run?: string;
  item?: string;
  task?: string;
  mode?: string;
  scope?: Scope;
  items?: string[];
  range?: Range;
  edit?: boolean;
}

export type Scope =
  | "document"
  | "section"
  | "item"
  | "selection"
  | "dependencies"
  | "openBugs";

/** What `analyze` answers. */
export interface Analyzed {
  title: string;
  kind: string;
  mode: string | null;
  confidence: number;
  reasons: { text: string; line: number }[];
  open: number;
  live: string | null;
  modes: { name: string; summary: string }[];
}

/** What `state` answers: one short line. */
export interface State {
  text: string;
  tooltip: string;
  live: boolean;
  done: number;
  total: number;
  percent: number;
  usd: number | null;
  waits: boolean;
}

/** A line of an overview, as far as it is read here. */
export interface Row {
  run: string;
  state: string;
  title: string;
  project: string;
  document: string | null;
  cost: string;
  mode: string;
  tasks: number;
  merged: number;
  percent: number;
  usd: number | null;
  why: string;
  started_at: number | null;
  group: string;
  approval?: boolean;
  then?: { words: string; refused: boolean } | null;
  question: { title: string; name: string } | null;
}

export interface Overview {
  kind: "overview";
  runs: Row[];
}

/** One run, as far as it is read here. */
export interface View {
  kind: "run";
  run: string;
  actions: string[];
  document: { path: string };
  items: Item[];
  tasks: Task[];
}

export interface Item {
  handle: string;
  label: string;
  title: string;
  line: number;
  state: string;
  tasks: string[];
}

export interface Task {
  id: string;
  title: string;
  activity: string;
  why: string;
  commit: string | null;
  score: number | null;
  cost: string;
  state: string;
  items: string[];
  actions: string[];
}
