// A patch, file by file and line by line. What a line says is text, and only its first letter counts.
import { h } from "./dom.js";

const MOST = 3000;

export function diffView(patch) {
  const lines = patch.split("\n");
  const files = [];
  for (const line of lines.slice(0, MOST)) {
    if (line.startsWith("diff --git ") || files.length === 0) files.push({ name: "", lines: [] });
    const file = files.at(-1);
    if (line.startsWith("+++ ")) file.name = name(line) ?? file.name;
    else if (line.startsWith("--- ")) file.name ||= name(line) ?? "";
    else if (!/^(diff --git|index |new file|deleted file|similarity|rename|old mode|new mode)/.test(line)) file.lines.push(line);
  }
  return h(
    "div",
    { class: "diff", same: patch },
    files.filter((file) => file.lines.some((line) => line !== "")).map((file) =>
      h("div", { class: "diff-file" }, file.name && h("p", { class: "diff-name" }, file.name), h("pre", { tabindex: 0, "aria-label": `The change of ${file.name || "a file"}` }, file.lines.map((line) => h("span", { class: kind(line) }, `${line}\n`)))),
    ),
    lines.length > MOST && h("p", { class: "of" }, `${lines.length - MOST} more lines are not shown.`),
  );
}

function name(line) {
  const told = line.slice(4).replace(/^[ab]\//, "").replace(/\t.*$/, "");
  return told === "/dev/null" ? null : told;
}

function kind(line) {
  if (line.startsWith("@@")) return "hunk";
  if (line.startsWith("+")) return "added";
  return line.startsWith("-") ? "removed" : "same";
}
