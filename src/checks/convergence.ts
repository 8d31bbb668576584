import type { Element, SetRequest, SetResult } from "../crdt/element.js";
import { canonical } from "../kernel/plain.js";
import { formatInstant } from "../kernel/time.js";
import { because, type Finding } from "../node/property.js";
import type { Views } from "../node/view.js";
import type { History } from "./history.js";

/**
 * All correct nodes hold the same value; `value` says what of a node's state has to be equal. Meant for the end of a run
 * at rest: a Byzantine node that goes on lying may come out with something new at any instant.
 */
export function converged<State>(value: (state: State) => unknown): (views: Views<State>) => Finding {
  return ({ correct }) => {
    if (correct.length === 0) return because("no correct node is left");
    const [first, ...others] = correct.map(({ name, state }) => ({ name, value: value(state) }));
    const text = canonical(first.value);
    const other = others.find((candidate) => canonical(candidate.value) !== text);
    if (other === undefined) return true;
    return because(`${first.name} and ${other.name} differ: ${difference(first, other)}`, [first.name, other.name]);
  };
}

type Named = { readonly name: string; readonly value: unknown };

function difference(a: Named, b: Named): string {
  if (!Array.isArray(a.value) || !Array.isArray(b.value)) return `${tell(a)}, ${tell(b)}`;
  const lacking = (one: readonly unknown[], other: readonly unknown[]) => {
    const there = new Set(other.map(canonical));
    return one.filter((part) => !there.has(canonical(part)));
  };
  const sides = [
    { name: a.name, value: lacking(a.value, b.value) },
    { name: b.name, value: lacking(b.value, a.value) },
  ].filter(({ value }) => value.length > 0);
  if (sides.length === 0) return "in order, or in how often they hold an element";
  return sides.map((side) => `only ${tell(side)}`).join(", ");
}

const longest = 80;

function tell({ name, value }: Named): string {
  const text = canonical(value);
  return `${name} has ${text.length > longest ? `${text.slice(0, longest - 1)}…` : text}`;
}

type SetHistory = History<SetRequest, SetResult>;

/** The nodes of a run and what its clients did: what it takes to judge whether a set kept what it was told. */
export interface SetWorld<State> extends Views<State> {
  readonly history: SetHistory;
}

/**
 * What correct nodes have acknowledged as added, and nobody ever asked to remove, is in the set of every correct node.
 * Meant for the end of a run, when all could exchange what they know. A remove counts whatever its outcome; so that
 * elements which are added and removed over and over are judged by `eventualSet` only.
 */
export function nothingLost<State>(set: (state: State) => readonly Element[]): (world: SetWorld<State>) => Finding {
  return ({ correct, history }) => {
    const names = new Set(correct.map(({ name }) => name));
    const removed = new Set(asked(history, "remove").map(({ element }) => element));
    const kept = asked(history, "add").filter(
      ({ element, outcome, node }) => outcome === "ok" && names.has(node) && !removed.has(element),
    );
    for (const { name, state } of correct) {
      const there = new Set(set(state));
      const lost = kept.find(({ element }) => !there.has(element));
      if (lost === undefined) continue;
      const promise = `${lost.node} acknowledged at ${formatInstant(lost.completedUs)}`;
      return because(`${name} lacks ${canonical(lost.element)}, which ${promise}`, [name, lost.node]);
    }
    return true;
  };
}

/**
 * No correct node holds an element that no client ever asked to add. `entries` may say by whom each element came: what
 * a Byzantine node vouches for itself is its own affair. Where it does not say, nothing is judged of a run in which
 * some node was Byzantine.
 */
export function nothingMadeUp<State>(
  entries: (state: State) => readonly { readonly element: Element; readonly by?: string }[],
): (world: SetWorld<State>) => Finding {
  return ({ correct, nodes, history }) => {
    const added = new Set(asked(history, "add").map(({ element }) => element));
    const liars = nodes.filter(({ byzantine }) => byzantine).map(({ name }) => name);
    const excused = (by: string | undefined) => (by === undefined ? liars.length > 0 : liars.includes(by));
    for (const { name, state } of correct) {
      const madeUp = entries(state).find(({ element, by }) => !added.has(element) && !excused(by));
      if (madeUp === undefined) continue;
      const origin = madeUp.by === undefined ? "" : ` (by ${madeUp.by})`;
      return because(`${name} holds ${canonical(madeUp.element)}${origin}, which no client asked to add`, [name]);
    }
    return true;
  };
}

/** The operations of this kind, each with its element at hand. */
function asked(history: SetHistory, kind: "add" | "remove") {
  return history.flatMap(({ request, outcome, node, completedUs }) =>
    request.kind === "read" || request.kind !== kind ? [] : [{ element: request.element, outcome, node, completedUs }],
  );
}
