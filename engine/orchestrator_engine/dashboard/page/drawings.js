// What is drawn: asked for once the first screen is there, or a tab wants it.
export { costChart } from "./cost.js";
export { graph } from "./graph.js";
export { timeline } from "./timeline.js";
