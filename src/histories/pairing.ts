import type { History, Operation } from "../checks/history.js";
import { type HistoryEvent, refusalAt } from "./event.js";
import type { HistoryModel } from "./models.js";
import { requestOf, resultOf } from "./translate.js";

/** An operation whose outcome is not known yet. */
type Draft = { -readonly [Field in keyof Operation]: Operation[Field] };

interface Open {
  readonly invocation: HistoryEvent;
  readonly draft: Draft;
}

const outcomes = { ok: "ok", fail: "failed" } as const;

/**
 * Makes operations of events. The order of events is that of the file: times are for people. What is never completed is
 * of unknown outcome, as is what ends with `info`; a process that was left with such an operation does nothing more.
 */
export class Pairing {
  private readonly model: HistoryModel;
  private readonly operations: Draft[] = [];
  private readonly open = new Map<number, Open>();
  /** Where each process was left with an operation of unknown outcome. */
  private readonly leftAt = new Map<number, number>();
  private readonly nodes = new Map<string, string>();
  private events = 0;
  private lastIndex = Number.NEGATIVE_INFINITY;

  constructor(model: HistoryModel) {
    this.model = model;
  }

  take(event: HistoryEvent): void {
    const at = this.events++;
    const { index = this.lastIndex, place } = event;
    if (index < this.lastIndex) {
      const problem = `comes after ${this.lastIndex}: events must be in their order`;
      throw refusalAt(place, { path: "index", value: index, problem });
    }
    this.lastIndex = index;
    if (event.type === "invoke") this.invoke(event, at);
    else this.complete(event, at);
  }

  history(): History {
    return this.operations;
  }

  private invoke(event: HistoryEvent, at: number): void {
    const { process, place, timeUs, node } = event;
    const open = this.open.get(process);
    if (open !== undefined) {
      const since = `since line ${open.invocation.place.line}, and has one at a time`;
      throw refusalAt(place, { path: "process", value: process, problem: `has an operation open ${since}` });
    }
    const left = this.leftAt.get(process);
    if (left !== undefined) {
      const problem = `was left with an operation of unknown outcome in line ${left}: who goes on needs a new number`;
      throw refusalAt(place, { path: "process", value: process, problem });
    }
    const draft: Draft = {
      process,
      request: requestOf(event, this.model),
      invokedAt: at,
      invokedUs: timeUs ?? at,
      completedAt: Number.POSITIVE_INFINITY,
      completedUs: Number.POSITIVE_INFINITY,
      outcome: "unknown",
      result: undefined,
      node: this.nodeNamed(node ?? "the system"),
    };
    this.open.set(process, { invocation: event, draft });
    this.operations.push(draft);
  }

  private complete(event: HistoryEvent, at: number): void {
    const { type, process, f, place, timeUs, node } = event;
    const open = this.open.get(process);
    if (open === undefined) {
      const problem = `completes nothing: process ${process} has no operation open`;
      throw refusalAt(place, { path: "type", value: type, problem });
    }
    const { invocation, draft } = open;
    if (f !== invocation.f) {
      const problem = `completes what was invoked as ${invocation.f} in line ${invocation.place.line}`;
      throw refusalAt(place, { path: "f", value: f, problem });
    }
    this.open.delete(process);
    if (node !== undefined) draft.node = this.nodeNamed(node);
    if (type === "info") {
      this.leftAt.set(process, place.line);
      return;
    }
    draft.completedAt = at;
    draft.completedUs = timeUs ?? at;
    draft.outcome = outcomes[type as "ok" | "fail"];
    if (type === "ok") draft.result = resultOf(event, this.model);
  }

  /** One text for all operations of a node, since each line of a file has its own. */
  private nodeNamed(node: string): string {
    const known = this.nodes.get(node);
    if (known === undefined) this.nodes.set(node, node);
    return known ?? node;
  }
}
