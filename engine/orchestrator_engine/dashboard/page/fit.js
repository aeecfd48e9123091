// As much of a text as has room in a drawing, where nothing else would cut it.
let pen = null;
let family = "";
const known = new Map();

export function fit(text, room, size = 12.5, weight = 400) {
  const key = `${room} ${size} ${weight} ${text}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  if (pen === null) {
    pen = document.createElement("canvas").getContext("2d");
    family = getComputedStyle(document.documentElement).fontFamily;
  }
  pen.font = `${weight} ${size}px ${family}`;
  const made = cut(text, (part) => pen.measureText(part).width <= room);
  known.set(key, made);
  return made;
}

function cut(text, fits) {
  if (fits(text)) return text;
  const letters = [...text];
  let [few, many] = [0, letters.length];
  while (few < many) {
    const half = Math.ceil((few + many) / 2);
    if (fits(`${letters.slice(0, half).join("")}…`)) few = half;
    else many = half - 1;
  }
  return `${letters.slice(0, few).join("").trimEnd()}…`;
}
