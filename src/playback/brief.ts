import { tellPacket, tellPacketBriefly } from "../runtime/tell-packet.js";
import type { StepEvent } from "../simulation/trace.js";
import type { Recording } from "./recording.js";

/** Nothing that is longer than this is of use in one line. */
const most = 400;

/**
 * Plain data in one line, as short as it stays legible: `append term: 4, entries: [3]`. Ends at a limit, so that it costs
 * nothing to show a message that holds a whole database.
 */
export function brief(value: unknown, limit = most): string {
  const packet = tellPacket(value);
  if (packet !== null) return tellPacketBriefly(packet).slice(0, limit);
  const { kind, rest } = takeKind(value);
  const text = kind === null ? write(value, limit, 0) : `${kind} ${fields(rest, limit, 0)}`;
  return text.length > limit ? `${text.slice(0, limit - 1)}…` : text.trimEnd();
}

function takeKind(value: unknown): { readonly kind: string | null; readonly rest: object } {
  if (typeof value !== "object" || value === null) return { kind: null, rest: {} };
  const { kind, ...rest } = value as { readonly kind?: unknown };
  return typeof kind === "string" ? { kind, rest } : { kind: null, rest: {} };
}

const deepest = 6;

function write(value: unknown, room: number, depth: number): string {
  if (typeof value === "string") {
    const beginning = value.slice(0, room + 1);
    return /^[\w.:-]+$/.test(beginning) ? beginning : JSON.stringify(beginning);
  }
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value !== "object" || value === null) return Object.is(value, -0) ? "-0" : String(value);
  if (ArrayBuffer.isView(value)) return `${value.byteLength} bytes`;
  if (depth >= deepest) return Array.isArray(value) ? "[…]" : "{…}";
  if (value instanceof Map) return `map(${list([...value].slice(0, room), room, depth)})`;
  if (value instanceof Set) return `set(${list([...value].slice(0, room), room, depth)})`;
  if (Array.isArray(value)) return `[${list(value, room, depth)}]`;
  const { kind, rest } = takeKind(value);
  return kind === null
    ? `{${fields(value, room, depth + 1)}}`
    : `{${kind} ${fields(rest, room, depth + 1)}}`.replace(" }", "}");
}

function list(values: readonly unknown[], room: number, depth: number): string {
  let text = "";
  for (const [place, value] of values.entries()) {
    if (text.length > room) break;
    text += `${place === 0 ? "" : ", "}${write(value, room - text.length, depth + 1)}`;
  }
  return text;
}

function fields(value: object, room: number, depth: number): string {
  let text = "";
  for (const key in value) {
    if (text.length > room) break;
    const part = (value as Record<string, unknown>)[key];
    if (part === undefined) continue;
    text += `${text === "" ? "" : ", "}${key}: ${write(part, room - text.length, depth)}`;
  }
  return text;
}

/** What happens in a step, in one line, without whom it happens to: that has a column of its own. */
export function briefEvent(event: StepEvent): string {
  switch (event.kind) {
    case "message":
      return `← ${event.from} ${brief(event.message)}`;
    case "request":
    case "reply":
      return `← ${event.from} ${tellPacket(event.message) === null ? `${event.kind} ` : ""}${brief(event.message)}`;
    case "timer":
      return `timer ${event.timer}`;
    case "fault begins":
    case "fault ends":
      return `${event.kind}: ${event.fault}`;
    default:
      return event.kind;
  }
}

/** A step in one line: what happens in it, and first, if it has not reached its node, why not. */
export function briefStep(recording: Recording, step: number): string {
  const { event, effects } = recording.stepAt(step);
  const unfelt = effects.find((effect) => effect.kind === "waits" || effect.kind === "lost");
  const text = briefEvent(event);
  if (unfelt === undefined || !("reason" in unfelt)) return text;
  return `${unfelt.kind === "lost" ? "lost" : "waits"} (${unfelt.reason}): ${text}`;
}
