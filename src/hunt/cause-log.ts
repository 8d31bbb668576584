import type { Effect } from "../node/host.js";
import { tellPacket } from "../runtime/tell-packet.js";
import type { RecordedEvent, Recorder } from "../simulation/cluster.js";
import { describeEvent, type Glossary, type StepEvent } from "../simulation/trace.js";

/** How far back the causes of a step are told. */
const longest = 8;

/** What did not follow from a message or from work that was under way: here a chain of causes begins. */
const beginnings: readonly StepEvent["kind"][] = [
  "timer",
  "turn",
  "start",
  "fault begins",
  "fault ends",
  "rest begins",
];

/** Notes what scheduled each step of a run, and of what kind it was: enough to tell how it came to any of them. */
export class CauseLog implements Recorder {
  private readonly glossary: Glossary;
  private readonly causes: number[] = [];
  private readonly kinds: number[] = [];
  private readonly texts: string[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly ends: boolean[] = [];

  constructor(glossary: Glossary) {
    this.glossary = glossary;
  }

  event(recorded: RecordedEvent): void {
    const { event } = describeEvent(recorded, this.glossary);
    const text = kindOf(event);
    let number = this.numbers.get(text);
    if (number === undefined) {
      number = this.texts.push(text) - 1;
      this.numbers.set(text, number);
      this.ends.push(beginnings.includes(event.kind));
    }
    this.causes[recorded.index] = recorded.cause;
    this.kinds[recorded.index] = number;
  }

  effect(_effect: Effect): void {}

  /** What led to a step, itself first, back to what began it; a kind of event each, as it is the same in other runs. */
  chainTo(step: number): readonly string[] {
    const chain: string[] = [];
    for (let at = step; at >= 0 && this.kinds[at] !== undefined; at = this.causes[at]) {
      const kind = this.kinds[at];
      chain.push(this.texts[kind]);
      if (this.ends[kind] || chain.length === longest) break;
    }
    return chain;
  }
}

/** An event without who and when. */
function kindOf(event: StepEvent): string {
  switch (event.kind) {
    case "message":
    case "request":
    case "reply": {
      const packet = tellPacket(event.message);
      if (packet !== null) return packet.kind;
      const { kind } = Object(event.message) as { readonly kind?: unknown };
      return typeof kind === "string" ? `${event.kind} ${kind}` : event.kind;
    }
    case "timer":
      return `timer ${event.timer}`;
    case "fault begins":
    case "fault ends":
      return `${event.kind}: ${event.fault.split(" ")[0]}`;
    default:
      return event.kind;
  }
}
