import type { History, Operation } from "../checks/history.js";
import { ednRecord, Keyword } from "./edn-text.js";
import { type HistoryModel, historyModels } from "./models.js";
import type { Fields, Verb } from "./verb.js";

/** An event as it is written. */
export interface WrittenEvent {
  readonly index: number;
  /** In nanoseconds. */
  readonly time: number;
  readonly process: number;
  readonly type: "invoke" | "ok" | "fail";
  readonly f: string;
  readonly key?: unknown;
  readonly value: unknown;
  readonly link?: unknown;
  readonly position?: unknown;
  readonly node: string;
  readonly "final?"?: true;
}

/**
 * The events of a history, in their order. What is of unknown outcome is invoked and never completed. Requests that no
 * model knows are written as they are: `f` is their kind, the value all the rest.
 */
export function* writtenEvents(history: History, model = modelOf(history)): Generator<WrittenEvent> {
  const moments = history.flatMap((operation) => [
    { at: operation.invokedAt, operation, isInvocation: true },
    ...(operation.outcome === "unknown" ? [] : [{ at: operation.completedAt, operation, isInvocation: false }]),
  ]);
  moments.sort((a, b) => a.at - b.at);
  for (const [index, { operation, isInvocation }] of moments.entries()) {
    yield written(operation, index, isInvocation, verbFor(operation.request, model));
  }
}

/** The first model that knows all requests. */
function modelOf(history: History): HistoryModel | undefined {
  return historyModels.find((model) => history.every(({ request }) => verbFor(request, model) !== undefined));
}

const anybody = { process: 0, isFinal: false };

function verbFor(request: unknown, model: HistoryModel | undefined): Verb | undefined {
  if (model === undefined || typeof request !== "object" || request === null) return undefined;
  if (Array.isArray(request)) {
    return model.verbs.find((verb) => verb.kind === null && verb.ask(request, anybody) !== undefined);
  }
  const { kind, key } = request as Fields;
  if (model.keys === "required" && key === undefined) return undefined;
  return model.verbs.find(
    (verb) =>
      verb.kind === kind &&
      (model.keys !== "none" || key === undefined || verb.isAboutKey === true) &&
      verb.ask(verb.tell(request as Fields), anybody) !== undefined,
  );
}

function written(
  { process, request, outcome, result, invokedUs, completedUs, node }: Operation,
  index: number,
  isInvocation: boolean,
  verb: Verb | undefined,
): WrittenEvent {
  const fields = (Array.isArray(request) ? request : Object(request)) as Fields;
  const { kind, key, ...rest } = fields as Fields & { readonly kind?: unknown; readonly key?: unknown };
  const isAnswer = !isInvocation && outcome === "ok";
  const unknown = Object.keys(rest).length === 0 ? null : rest;
  const asked = verb === undefined ? unknown : verb.tell(fields);
  const answered = verb === undefined || !isAnswer ? result : verb.tellAnswer(result, fields);
  return {
    index,
    time: (isInvocation ? invokedUs : completedUs) * 1000,
    process,
    type: isInvocation ? "invoke" : outcome === "ok" ? "ok" : "fail",
    f: verb?.names[0] ?? String(kind ?? "request"),
    ...(key === undefined || verb?.isAboutKey === true ? {} : { key }),
    value: (isAnswer ? answered : asked) ?? null,
    ...(verb?.isLinked === true ? linkOf(isAnswer ? { position: (result as Fields).position } : fields) : {}),
    node,
    ...(fields.final === true ? { "final?": true } : {}),
  };
}

function linkOf({ link, position }: Fields): { readonly link?: unknown; readonly position?: unknown } {
  return { ...(link === undefined ? {} : { link }), ...(position === undefined ? {} : { position }) };
}

/** An event as a line of JSON. */
export function jsonLine(event: WrittenEvent): string {
  return `${JSON.stringify(event)}\n`;
}

/** An event as a line of EDN, as Jepsen writes them. */
export function ednLine({ type, f, value, ...rest }: WrittenEvent): string {
  return `${ednRecord({ ...rest, type: new Keyword(type), f: new Keyword(f), value: f === "txn" ? steps(value) : value })}\n`;
}

/** Micro-operations begin with a keyword. */
function steps(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return value.map((step: unknown) => (Array.isArray(step) ? [new Keyword(String(step[0])), ...step.slice(1)] : step));
}
