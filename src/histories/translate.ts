import { didYouMean, list } from "../scenario/field.js";
import { type HistoryEvent, refusalAt } from "./event.js";
import { type HistoryModel, historyModels } from "./models.js";
import type { Verb } from "./verb.js";

/** The request that an invocation makes of the objects and checks of a model. */
export function requestOf(event: HistoryEvent, model: HistoryModel): unknown {
  const { verb, key, value } = read(event, model);
  if (model.keys === "required" && key === undefined) {
    throw refusalAt(event.place, { path: "key", value: undefined, problem: `must be there for a ${model.name}` });
  }
  if (key === undefined && verb.bare !== undefined) return verb.bare;
  const asked = verb.ask(value, event);
  if (asked === undefined) {
    throw refusalAt(event.place, { path: "value", value, problem: `must be ${verb.form}, to ${event.f}` });
  }
  if (verb.kind === null || Array.isArray(asked)) return asked;
  return { kind: verb.kind, ...(key === undefined ? {} : { key }), ...(asked as object) };
}

/** What a completion answers. */
export function resultOf(event: HistoryEvent, model: HistoryModel): unknown {
  const { verb, value } = read(event, model);
  const result = verb.answer(value, event);
  if (result !== undefined) return result;
  throw refusalAt(event.place, {
    path: "value",
    value,
    problem: `is nothing that ${event.f} of a ${model.name} answers`,
  });
}

/** Whether an event is such as one of a model. */
export function fits(event: HistoryEvent, model: HistoryModel): boolean {
  const verb = verbOf(event, model);
  if (verb === undefined) return false;
  const { key, value } = separate(event, model);
  if (model.keys === "none" ? event.key !== undefined : model.keys === "required" && key === undefined) return false;
  if (event.type === "invoke") return verb.ask(value, event) !== undefined;
  return event.type !== "ok" || verb.answer(value, event) !== undefined;
}

function read(event: HistoryEvent, model: HistoryModel): { verb: Verb; key: unknown; value: unknown } {
  const verb = verbOf(event, model);
  if (verb !== undefined) return { verb, ...separate(event, model) };
  const names = model.verbs.flatMap((one) => one.names);
  const others = historyModels.filter((other) => other !== model && verbOf(event, other) !== undefined);
  const elsewhere = others.length === 0 ? "" : `, though ${list(others.map(({ name }) => name))} may`;
  const guess = didYouMean(event.f, names);
  const problem = `is nothing that a ${model.name} does (${names.join(", ")})${guess === "" ? elsewhere : guess}`;
  throw refusalAt(event.place, { path: "f", value: event.f, problem });
}

function verbOf({ f }: HistoryEvent, model: HistoryModel): Verb | undefined {
  return model.verbs.find(({ names }) => names.includes(f));
}

/**
 * Key and value: beside each other, or as a pair, where the value alone would be none: that of a compare-and-set is a pair
 * itself.
 */
function separate({ f, key, value }: HistoryEvent, { keys }: HistoryModel): { key: unknown; value: unknown } {
  if (keys === "none") return { key: undefined, value };
  const textKey = (name: unknown) => (keys === "required" ? String(name) : name);
  if (key !== undefined) return { key: textKey(key), value };
  const isPair = Array.isArray(value) && value.length === 2 && (f !== "cas" || Array.isArray(value[1]));
  return isPair ? { key: textKey(value[0]), value: value[1] } : { key: undefined, value };
}
