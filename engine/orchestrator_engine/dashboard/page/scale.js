// Where a moment stands in a drawing of a run: times in which nobody drove it are cut out.
import { s } from "./dom.js";
import { span } from "./words.js";

const SIDES = 70; // pixels beside a drawing
const FREE = 84; // pixels between the words of two cuts
const APART = 68; // pixels between two moments, whose words may be as long as "1 min 30 s"
const WEEK = 604800;
const STEPS = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21600, 43200, 86400, WEEK];

// As wide as there is room, so that what is written in a drawing is as large as beside it.
export const wide = () => Math.max(Math.min(innerWidth, innerWidth < 1680 ? 1280 : 1560) - SIDES, 520);

export function scale(view, from, until, left, right) {
  const stills = (view.stills ?? []).filter(([begin, end]) => end > from && begin < until && end - begin >= 1);
  const cuts = stills.map(([begin, end]) => [Math.max(begin, from), Math.min(end, until)]);
  const worked = (at) => cuts.reduce((sum, [begin, end]) => sum - Math.max(Math.min(end, at) - begin, 0), at - from);
  const seconds = Math.max(worked(until), 1);
  const place = (worth) => left + (worth / seconds) * (right - left);
  return { seconds, place, x: (at) => place(worked(at)), cuts: cuts.map(([begin, end]) => ({ x: place(worked(begin)), seconds: end - begin })) };
}

// Lines where a run stood still, and for how long where there is room to say it.
export function breaks(cuts, height) {
  let free = -Infinity;
  return cuts.map(({ x, seconds }) => {
    const back = x + FREE > wide();
    const told = (back ? x - FREE : x) >= free;
    if (told) free = x + (back ? 0 : FREE);
    const words = `stood still for ${span(seconds)}`;
    return [
      s("line", { x1: x, x2: x, y1: told ? 16 : 4, y2: height, class: "still" }, s("title", {}, words)),
      told && pause(x),
      told && s("text", { x: back ? x - 9 : x + 9, y: 11, class: "axis", "text-anchor": back ? "end" : "start" }, s("title", {}, words), span(seconds)),
    ];
  });
}

// Drawn, because not every machine has a font with this sign.
const pause = (x) => s("path", { d: `M${x - 4} 2h3v9h-3zM${x + 1} 2h3v9h-3z`, class: "pause" });

export function axis(ruler, height) {
  const most = Math.min(8, (ruler.place(ruler.seconds) - ruler.place(0)) / APART);
  const step = STEPS.find((each) => ruler.seconds / each <= most) ?? Math.ceil(ruler.seconds / most / WEEK) * WEEK;
  return Array.from({ length: Math.floor(ruler.seconds / step) + 1 }, (_, at) => at * step).map((at) => ({ x: ruler.place(at), y: height - 6, words: label(at), first: at === 0 }));
}

export const tick = ({ x, y, words, first }) => s("text", { x, y, class: "axis", "text-anchor": first ? "start" : "middle" }, words);

// A whole number of seconds to the second, so that no two moments are called the same.
function label(seconds) {
  const parts = [[Math.floor(seconds / 3600), "h"], [Math.floor(seconds / 60) % 60, "min"], [seconds % 60, "s"]];
  return parts.filter(([number]) => number > 0).map(([number, unit]) => `${number} ${unit}`).join(" ") || "0";
}
