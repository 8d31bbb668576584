import buffer from "node:buffer";
import { Hash } from "node:crypto";
import events, { EventEmitter } from "node:events";
import http from "node:http";
import stream from "node:stream";
import util from "node:util";

const { on } = EventEmitter.prototype;
const own = new EventEmitter();
own.calls = 0;

/** How often the patches of all programs so far were called, and what they have left. */
export const state = () => ({ calls: own.calls, before: before.filter(Boolean) });

const classes = [EventEmitter, stream.Readable, http.Server, http.IncomingMessage, Hash, Buffer, Uint8Array, URL, Headers];
const before = [...classes.map(({ prototype }) => prototype.patched), http.STATUS_CODES[299], util.inspect.styles.patched];

EventEmitter.prototype.on = function (...args) {
  this.calls++;
  return on.apply(this, args);
};
for (const { prototype } of classes) prototype.patched = true;
Object.defineProperty(http.ServerResponse.prototype, "statusCode", { get: () => 418, configurable: true });
delete stream.Writable.prototype.cork;
http.STATUS_CODES[299] = "Patched";
util.inspect.styles.patched = "red";
util.inspect.defaultOptions.depth = 7;
events.defaultMaxListeners = 99;
events.captureRejections = true;
stream.setDefaultHighWaterMark(false, 99);
buffer.INSPECT_MAX_BYTES = 99;
own.on("event", () => {});
setInterval(() => {}, 100);
