// Where a moment stands in a drawing of a run: times in which nobody drove it are cut out.
import { s } from "./dom.js";
import { span } from "./words.js";

const SIDES = 70; // pixels beside a drawing
const FREE = 84; // pixels between the words of two cuts

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
    const told = x >= free;
    if (told) free = x + FREE;
    const words = `stood still for ${span(seconds)}`;
    return [
      s("line", { x1: x, x2: x, y1: told ? 16 : 4, y2: height, class: "still" }, s("title", {}, words)),
      told && s("text", { x, y: 11, class: "axis", "text-anchor": x < 80 ? "start" : "middle" }, s("title", {}, words), `⏸ ${span(seconds)}`),
    ];
  });
}

export function axis(ruler, height) {
  const step = [1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21600, 43200, 86400, 604800].find((each) => ruler.seconds / each <= 8) ?? ruler.seconds / 6;
  return Array.from({ length: Math.floor(ruler.seconds / step) + 1 }, (_, at) => at * step).map((at) => ({ x: ruler.place(at), y: height - 6, words: label(at), first: at === 0 }));
}

export const tick = ({ x, y, words, first }) => s("text", { x, y, class: "axis", "text-anchor": first ? "start" : "middle" }, words);

function label(seconds) {
  if (seconds === 0) return "0";
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 360) / 10} h`;
}
