import { canonical } from "../kernel/plain.js";
import { type Effect, Occasion } from "../node/host.js";
import { timerOf } from "../node/protocol-context.js";
import { tellPacket, tellPacketBriefly } from "../runtime/tell-packet.js";
import type { RecordedEvent, Recorder } from "./cluster.js";
import { Direction } from "./direction.js";

/** One step of a run, as data: what happened, and what whoever it happened to did about it. */
export interface Step {
  /** Its number in the run; the first one is 0. */
  readonly index: number;
  readonly atUs: number;
  /** The node or client that it happened to, or would have if it had reached it; null if it is the run's own. */
  readonly who: string | null;
  readonly event: StepEvent;
  readonly effects: readonly Effect[];
  /** The steps that it follows from at once: the one that scheduled it, and the one before of the same node. */
  readonly causes: readonly number[];
}

export type StepEvent =
  | { readonly kind: "start" | "synced" | "resume" }
  | { readonly kind: "message" | "request" | "reply"; readonly from: string; readonly message: unknown }
  | { readonly kind: "timer"; readonly timer: string }
  | { readonly kind: "turn" | "timeout" | "retry" }
  | { readonly kind: "fault begins" | "fault ends"; readonly fault: string }
  | { readonly kind: "rest begins" | "run ends" };

/** How a trace learns the names of what it is told by number. */
export interface Glossary {
  peer(number: number): string;
  timersOf(node: number): readonly string[];
  client(number: number): string;
  fault(kind: number, what: number): string;
}

/** Keeps the steps of a run; the last ones, if it has a limit. */
export class Trace implements Recorder {
  readonly steps: Step[] = [];
  private readonly glossary: Glossary;
  private readonly lastOf = new Map<string, number>();
  private effects: Effect[] = [];
  /** The node or client of the step under way, and the last step before that reached it. */
  private who: string | null = null;
  private before = -1;
  private readonly kept: number;

  constructor(glossary: Glossary, kept = Number.POSITIVE_INFINITY) {
    this.glossary = glossary;
    this.kept = kept;
  }

  event(recorded: RecordedEvent): void {
    const { index, atUs, cause } = recorded;
    // An event that had to wait for its node stands in for the one that says that the node is free again.
    const replaced = this.steps.at(-1)?.index === index ? this.steps.pop() : undefined;
    const { who, event } = describeEvent(recorded, this.glossary);
    if (replaced === undefined) this.before = who === null ? -1 : (this.lastOf.get(who) ?? -1);
    const causes = [...new Set([cause, this.before])].filter((step) => step >= 0);
    this.who = who;
    this.effects = [];
    if (this.steps.length === this.kept) this.steps.shift();
    this.steps.push({ index, atUs, who, event, effects: this.effects, causes });
    if (who !== null) this.lastOf.set(who, index);
  }

  effect(effect: Effect): void {
    // What has not reached a node is none of its steps: nothing that it does later follows from it.
    if (isUnfelt(effect) && this.who !== null) this.lastOf.set(this.who, this.before);
    this.effects.push(effect);
  }
}

/** Whether what happened in a step has reached the node or client that it was meant for. */
export function hasReached({ who, effects }: Step): boolean {
  return who !== null && !effects.some(isUnfelt);
}

/** Whether an effect says that what happened has not reached whom it was meant for. */
export function isUnfelt({ kind }: Effect): boolean {
  return kind === "waits" || kind === "lost";
}

/** An event as it is told: by names, and to whom it happens. */
export function describeEvent(
  recorded: Omit<RecordedEvent, "index" | "atUs" | "cause">,
  names: Glossary,
): { who: string | null; event: StepEvent } {
  const { kind, who, whom, what, payload } = recorded;
  const ofPeer = (event: StepEvent) => ({ who: names.peer(who), event });
  const ofRun = (event: StepEvent) => ({ who: null, event });
  const ofClient = (event: StepEvent) => ({ who: names.client(who), event });
  switch (kind) {
    case Occasion.boot:
      return ofPeer({ kind: "start" });
    case Occasion.synced:
      return ofPeer({ kind: "synced" });
    case Occasion.resume:
      return ofPeer({ kind: "resume" });
    case Occasion.timer:
      return ofPeer({ kind: "timer", timer: alarmOf(payload) ?? timerOf(what, names.timersOf(who)) });
    case Occasion.message:
      return ofPeer({
        kind: what === 0 ? "message" : what > 0 ? "request" : "reply",
        from: names.peer(whom),
        message: payload,
      });
    case Direction.faultBegins:
      return ofRun({ kind: "fault begins", fault: names.fault(kind, what) });
    case Direction.faultEnds:
      return ofRun({ kind: "fault ends", fault: names.fault(kind, what) });
    case Direction.restBegins:
      return ofRun({ kind: "rest begins" });
    case Direction.runEnds:
      return ofRun({ kind: "run ends" });
    case Direction.clientTurn:
      return ofClient({ kind: "turn" });
    case Direction.clientTimeout:
      return ofClient({ kind: "timeout" });
    case Direction.clientAlarm:
      return ofClient({ kind: "timer", timer: alarmOf(payload) ?? "alarm" });
    default:
      return ofClient({ kind: "retry" });
  }
}

/** What an event of a timer is about, where that is told by what it carries. */
export function alarmOf(payload: unknown): string | undefined {
  const { what } = (payload ?? {}) as { readonly what?: unknown };
  return typeof what === "string" ? what : undefined;
}

/** A step in one line: who, what, and where from. */
export function describeStep({ who, event }: Pick<Step, "who" | "event">): string {
  const subject = who === null ? "" : `${who}: `;
  switch (event.kind) {
    case "message":
    case "request":
    case "reply": {
      const packet = tellPacket(event.message);
      if (packet !== null) return `${subject}from ${event.from} ${tellPacketBriefly(packet)}`;
      return `${subject}${event.kind} from ${event.from} ${canonical(event.message)}`;
    }
    case "timer":
      return `${subject}timer ${event.timer}`;
    case "fault begins":
    case "fault ends":
      return `${event.kind}: ${event.fault}`;
    default:
      return subject + event.kind;
  }
}
