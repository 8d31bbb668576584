import type { Expression } from "./expression.js";
import type { Recording } from "./recording.js";

/** What an expression looks at: where nothing of that changes, neither does its value. */
export interface Reads {
  /** It may change at any step. */
  readonly now: boolean;
  /** Parts of states: of a node, or of all where that is null; without what is only known when it is evaluated. */
  readonly states: readonly { readonly node: number | null; readonly path: readonly string[] }[];
  /** Steps at which the condition of a node that it asks for changes. */
  readonly conditions: ReadonlySet<number>;
}

export function readsOf(expression: Expression, recording: Recording): Reads {
  let now = false;
  const states: { node: number | null; path: readonly string[] }[] = [];
  const conditions = new Set<number>();
  const visit = (part: Expression): void => {
    const path = pathOf(part);
    if (path !== null) {
      const node = path.node === null ? null : recording.peers.indexOf(path.node);
      const [field, ...keys] = path.keys;
      if (field === "state") states.push({ node, path: keys });
      else for (const step of turnsOf(recording, node)) conditions.add(step);
    }
    if (part.kind === "now") now = true;
    if (part.kind === "place") visit(part.at);
    if (part.kind === "part" || part.kind === "place") {
      if (path === null) visit(part.of);
      else visitPlaces(part.of);
    }
    if (part.kind === "unary" || part.kind === "nodes") visit(part.of);
    if (part.kind === "binary") {
      visit(part.left);
      visit(part.right);
    }
  };
  /** What stands in brackets further in. */
  const visitPlaces = (part: Expression): void => {
    if (part.kind === "place") visit(part.at);
    if (part.kind === "place" || part.kind === "part") visitPlaces(part.of);
  };
  visit(expression);
  return { now, states, conditions };
}

/** Whether a step may change what is read. */
export function isAffected({ now, states, conditions }: Reads, recording: Recording, step: number): boolean {
  if (now || conditions.has(step)) return true;
  const who = recording.whoOf(step);
  // Whatever happens to a node or client changes no other one; a fault may change any.
  if (states.length === 0 || (who >= 0 && states.every(({ node }) => node !== null && node !== who))) return false;
  return recording
    .changesOf(step)
    .some((change) =>
      states.some(({ node, path }) => (node ?? change.node) === change.node && meet(path, change.path)),
    );
}

/** Whether a change under one path may change what another leads to: in a list, it may move all that is behind it. */
function meet(read: readonly string[], changed: readonly (string | number)[]): boolean {
  const parting = read.findIndex((key, place) => place >= changed.length || String(changed[place]) !== key);
  return parting < 0 || parting >= changed.length || typeof changed[parting] === "number";
}

interface Path {
  readonly node: string | null;
  /** Up to one that is computed, or to a length: behind that, anything may be read. */
  readonly keys: readonly string[];
  readonly isOpen: boolean;
}

function pathOf(expression: Expression): Path | null {
  if (expression.kind === "node") return { node: expression.name, keys: [], isOpen: false };
  if (expression.kind !== "part" && expression.kind !== "place") return null;
  const of = pathOf(expression.of);
  if (of === null || of.isOpen) return of;
  if (expression.kind === "place" || expression.key === "length") return { ...of, isOpen: true };
  return { ...of, keys: [...of.keys, expression.key] };
}

function turnsOf({ troubles }: Recording, node: number | null): number[] {
  return troubles.flatMap((span) =>
    node !== null && span.node !== node ? [] : [span.from, ...(span.to === null ? [] : [span.to])],
  );
}
