// Numbers and times as people read them.

export function money(usd, unknown = 0) {
  if (usd === null || usd === undefined) return "?";
  if (unknown > 0 && usd === 0) return "?";
  const told = usd === 0 || usd >= 0.01 ? `$${usd.toFixed(2)}` : `$${usd.toPrecision(2)}`;
  return unknown > 0 ? `${told} + ?` : told;
}

export function span(seconds) {
  if (seconds === null || seconds === undefined) return "–";
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${String(Math.floor(seconds % 60)).padStart(2, "0")} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${String(minutes % 60).padStart(2, "0")} min`;
  return `${Math.floor(hours / 24)} days`;
}

export const clock = (at) => new Date(at * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit" });

export const day = (at) =>
  new Date(at * 1000).toLocaleString([], { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" });

export function ago(at, now) {
  const seconds = Math.max(now - at, 0);
  if (seconds < 45) return "just now";
  if (seconds < 3600) return `${Math.max(Math.round(seconds / 60), 1)} min ago`;
  if (seconds < 86400) return `${Math.round(seconds / 3600)} h ago`;
  return day(at);
}

// As the command line says it: three figures, and no noughts behind a point.
export function tokens(number) {
  for (const [unit, size] of [["M", 1e6], ["k", 1e3]]) {
    const times = number / size;
    if (times >= 999) return `${Math.floor(times)}${unit}`;
    if (times >= 1) return `${Number(times.toPrecision(3))}${unit}`;
  }
  return String(number);
}

export const count = (number, word, words = `${word}s`) => `${number} ${number === 1 ? word : words}`;
export const capital = (text) => text.slice(0, 1).toUpperCase() + text.slice(1);
export const file = (path) => path.slice(path.lastIndexOf("/") + 1);
