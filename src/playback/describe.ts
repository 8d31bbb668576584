import { canonical } from "../kernel/plain.js";
import { formatInstant, formatLength } from "../kernel/time.js";
import type { Effect } from "../node/host.js";
import { tellLoss } from "../node/loss.js";
import { tellPacket, tellPacketBriefly } from "../runtime/tell-packet.js";
import { describeStep, type Step } from "../simulation/trace.js";
import type { StateChange } from "./recording.js";

/** What a step is searched for and filtered by: what happened, and each effect, a line each. */
export function textOf(step: Step): string {
  return [describeStep(step), ...step.effects.map(describeEffect)].join("\n");
}

/** An effect in one line. */
export function describeEffect(effect: Effect): string {
  switch (effect.kind) {
    case "send":
      return `send to ${effect.to} ${describeMessage(effect.message)}: ${describeFate(effect.fate)}`;
    case "answer":
      return `answer to ${effect.to} ${canonical(effect.answer)}: ${describeFate(effect.fate)}`;
    case "timer set":
      return `timer ${effect.timer} set for ${formatInstant(effect.atUs)}`;
    case "timer cancelled":
      return `timer ${effect.timer} cancelled`;
    case "write":
      return `write ${effect.file}: ${effect.change}${effect.value == null ? "" : ` ${canonical(effect.value)}`}`;
    case "sync":
      return `sync ends at ${formatInstant(effect.endUs)}`;
    case "work":
      return `work for ${formatLength(effect.lengthUs)}`;
    case "crash":
      return `crash: ${effect.reason}`;
    case "loss":
      return `${effect.node} loses ${tellLoss(effect)}`;
    case "log":
      return `log: ${effect.text}`;
    case "waits":
    case "lost":
      return `${effect.kind}: ${effect.reason}`;
  }
}

function describeMessage(message: unknown): string {
  const packet = tellPacket(message);
  return packet === null ? canonical(message) : tellPacketBriefly(packet);
}

/** What becomes of a packet, with its times as people read them. */
export function describeFate(fate: string): string {
  return fate.replace(/(\d+) us\b/g, (_, us: string) => formatInstant(Number(us)));
}

/** A change of state in one line: `bob.term 3 → 4`. */
export function describeChange(peers: readonly string[], { node, path, before, after }: StateChange): string {
  const place = path.map((key) => (typeof key === "number" ? `[${key}]` : `.${key}`)).join("");
  const [was, is] = [before, after].map((value) => (value === undefined ? "nothing" : canonical(value)));
  return `${peers[node]}${place} ${was} → ${is}`;
}

const longest = 120;

/** A text that fits on a line. */
export function shorten(text: string, most = longest): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
