// The tree of runs: what goes on, what was, and the items of each with what can be done about them.

import * as vscode from "vscode";
import type { Item, Overview, Row, Task, View } from "./names";
import type { Server } from "./server";

export type Node =
  | { kind: "run"; row: Row }
  | { kind: "history"; rows: Row[] }
  | { kind: "item"; run: string; item: Item; tasks: Task[]; path: string };

const LIVE = new Set(["running"]);

const ICONS: Record<string, [icon: string, color?: string]> = {
  done: ["pass-filled", "testing.iconPassed"],
  completed: ["pass-filled", "testing.iconPassed"],
  failed: ["error", "testing.iconFailed"],
  crashed: ["error", "testing.iconFailed"],
  skipped: ["debug-step-over", "testing.iconSkipped"],
  asks: ["question", "notificationsWarningIcon.foreground"],
  working: ["sync~spin", "charts.blue"],
  running: ["sync~spin", "charts.blue"],
  waiting: ["circle-outline"],
  paused: ["debug-pause", "charts.yellow"],
  limit: ["debug-pause", "charts.yellow"],
  stopped: ["debug-stop", "charts.yellow"],
};

export class RunTree implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<Node | undefined>();
  private readonly view: vscode.TreeView<Node>;
  private newest: Row | undefined;
  /** Whether the runs are of more than one project. */
  private several = false;
  private readonly views = new Map<string, View>();
  private readonly subscriptions: vscode.Disposable[];

  readonly onDidChangeTreeData = this.changed.event;

  constructor(private readonly server: Server) {
    this.view = vscode.window.createTreeView("codeOrchestrator.runs", { treeDataProvider: this });
    this.subscriptions = [
      this.view,
      this.changed,
      server.onRuns(() => this.refresh()),
      // What stands there stays while the server is started again: it is asked anew then.
      server.onHealth(({ kind }) => kind !== "lost" && this.refresh()),
    ];
  }

  dispose(): void {
    for (const one of this.subscriptions) {
      one.dispose();
    }
  }

  refresh(): void {
    this.changed.fire(undefined);
  }

  /** The run that goes on, or else went on last. */
  async latest(): Promise<Row | undefined> {
    await this.roots();
    return this.newest;
  }

  async getChildren(node?: Node): Promise<Node[]> {
    if (!node) {
      return this.roots();
    }
    switch (node.kind) {
      case "history":
        return node.rows.map((row) => ({ kind: "run", row }));
      case "run":
        return this.items(node.row.run);
      case "item":
        return [];
    }
  }

  private async roots(): Promise<Node[]> {
    const overview = await this.server.look<Overview>("view");
    const rows = overview?.runs ?? [];
    this.several = new Set(rows.map(({ project }) => project)).size > 1;
    const live = rows.filter(({ state }) => LIVE.has(state));
    const rest = rows.filter(({ state }) => !LIVE.has(state));
    const waiting = rows.filter(({ question }) => question).length;
    this.view.badge = waiting
      ? { value: waiting, tooltip: waiting === 1 ? "An agent asks" : `${waiting} agents ask` }
      : undefined;
    this.newest = live[0] ?? rest[0];
    // What a run would obey is part of its view, and decides which buttons it has.
    const shown = [...live, ...rest.slice(0, 1)];
    await Promise.all(shown.map(({ run }) => this.read(run)));
    const found: Node[] = shown.map((row) => ({ kind: "run", row }));
    const history = rest.slice(1);
    return history.length ? [...found, { kind: "history", rows: history }] : found;
  }

  private async items(run: string): Promise<Node[]> {
    const view = await this.read(run);
    return (view?.items ?? []).map((item) => ({
      kind: "item",
      run,
      item,
      tasks: (view?.tasks ?? []).filter(({ id }) => item.tasks.includes(id)),
      path: view?.document.path ?? "",
    }));
  }

  private async read(run: string): Promise<View | undefined> {
    const view = await this.server.look<View>("view", { run });
    if (view) {
      this.views.set(run, view);
    }
    return view;
  }

  getTreeItem(node: Node): vscode.TreeItem {
    switch (node.kind) {
      case "history":
        return history(node.rows);
      case "run":
        return run(
          node.row,
          this.views.get(node.row.run)?.actions ?? actions(node.row),
          node.row.run === this.newest?.run,
          this.several,
        );
      case "item":
        return item(node.run, node.item, node.tasks);
    }
  }
}

function history(rows: Row[]): vscode.TreeItem {
  const found = new vscode.TreeItem("History", vscode.TreeItemCollapsibleState.Collapsed);
  found.id = "history";
  found.iconPath = new vscode.ThemeIcon("history");
  found.description = rows.length === 1 ? "1 run" : `${rows.length} runs`;
  return found;
}

/** What a run surely obeys, where its view has not been read. */
function actions(row: Row): string[] {
  if (row.approval) {
    return ["approve"];
  }
  return row.state === "running" ? ["stop"] : row.state === "completed" ? [] : ["resume"];
}

function run(row: Row, can: string[], newest: boolean, several: boolean): vscode.TreeItem {
  const live = LIVE.has(row.state);
  const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const found = new vscode.TreeItem(row.title || row.run, live || newest ? Expanded : Collapsed);
  const state = row.question || row.approval ? "asks" : row.state;
  found.id = row.run;
  found.iconPath = icon(state);
  found.description = [
    ...(several ? [row.project] : []),
    live ? `${row.percent} %` : state,
    `${row.merged} of ${row.tasks}`,
    row.cost,
    row.mode,
    ...(row.then?.words ? [row.then.refused ? "nothing follows yet" : "another run follows"] : []),
  ].join(" · ");
  const lines = [`**${escape(row.title || row.run)}** — ${state}`, `Run ${row.run}`];
  if (row.document) {
    lines.push(escape(row.document));
  }
  if (row.question) {
    lines.push(`${escape(row.question.name)} asks: ${escape(row.question.title)}`);
  }
  if (row.why) {
    lines.push(escape(row.why));
  }
  if (row.then?.words) {
    lines.push(escape(row.then.words));
  }
  if (row.started_at) {
    lines.push(`Begun ${new Date(row.started_at * 1000).toLocaleString()}`);
  }
  found.tooltip = new vscode.MarkdownString(lines.join("\n\n"));
  const words = ["run", ...can.map(capability), ...(row.question ? ["asks"] : [])];
  found.contextValue = words.join(" ");
  found.command = {
    command: "code-orchestrator.showRun",
    title: "Show the run",
    arguments: [{ kind: "run", row } satisfies Node],
  };
  return found;
}

function item(run: string, one: Item, tasks: Task[]): vscode.TreeItem {
  const found = new vscode.TreeItem(one.label ? `${one.label} ${one.title}` : one.title);
  found.id = `${run}/${one.handle}`;
  found.iconPath = icon(one.state);
  const last = tasks.at(-1);
  const score = last?.score == null ? undefined : `${last.score}/10`;
  found.description = [last?.activity ?? one.state, score, last?.cost].filter(Boolean).join(" · ");
  const why = tasks.map((task) => task.why).find(Boolean);
  found.tooltip = new vscode.MarkdownString(
    [`**${escape(one.label)}** ${escape(one.title)}`, ...(why ? [escape(why)] : [])].join("\n\n"),
  );
  const can = new Set(tasks.flatMap((task) => task.actions.map(capability)));
  if (tasks.some(({ commit }) => commit)) {
    can.add("hasCommit");
    can.add("hasDiff");
  }
  found.contextValue = ["item", ...can].join(" ");
  return found;
}

function capability(action: string): string {
  return `can${action.charAt(0).toUpperCase()}${action.slice(1)}`;
}

function icon(state: string): vscode.ThemeIcon {
  const [name, color] = ICONS[state] ?? ["circle-outline"];
  return new vscode.ThemeIcon(name, color ? new vscode.ThemeColor(color) : undefined);
}

function escape(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!<>|]/g, "\\$&");
}
