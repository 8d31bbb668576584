// What belongs to the host is shared with all that ran before.
import { EventEmitter } from "node:events";

const host = EventEmitter.prototype;
const key = Symbol.for("starts of a program");

export const state = { starts: 0 };

setTimeout(() => {
  host[key] = (host[key] ?? 0) + 1;
  state.starts = host[key];
}, 100);
