import type { Random } from "../kernel/random.js";
import type { NodeView } from "../node/view.js";

/** Who is meant, decided at the moment the fault begins. */
export type Whom<Name extends string = string, Role extends string = string> =
  | Name
  /** All running nodes whose state has this `role` now. If there is none, the fault waits until there is. */
  | Role
  | readonly Name[]
  | "all"
  /** So many of the running nodes, drawn from the fault's own stream. */
  | { readonly any: number; readonly of?: Role | readonly Name[] };

/** Who is meant now, by number, in the scenario's order; nobody while a role has no holder. */
export function resolveWhom(whom: Whom, nodes: readonly NodeView[], random: Random): readonly number[] {
  const meant = candidates(whom, nodes);
  if (typeof whom === "string" || !("any" in whom)) return meant;
  return random.sample(meant, whom.any).sort((a, b) => a - b);
}

/** Whether a fault aimed like this would hit anybody now. */
export function findsSomebody(whom: Whom, nodes: readonly NodeView[]): boolean {
  return candidates(whom, nodes).length > 0;
}

function candidates(whom: Whom, nodes: readonly NodeView[]): readonly number[] {
  const numbers = nodes.map((_, number) => number);
  if (whom === "all") return numbers;
  if (typeof whom === "string") {
    const named = numbers.filter((number) => nodes[number].name === whom);
    return named.length > 0 ? named : numbers.filter((number) => isUp(nodes[number]) && roleOf(nodes[number]) === whom);
  }
  if (!("any" in whom)) return numbers.filter((number) => whom.includes(nodes[number].name));
  return candidates(whom.of ?? "all", nodes).filter((number) => isUp(nodes[number]));
}

function isUp({ status }: NodeView): boolean {
  return status === "up" || status === "paused";
}

function roleOf({ state }: NodeView): unknown {
  return (state as { readonly role?: unknown }).role;
}

/** Who is meant, in words. */
export function describeWhom(whom: Whom): string {
  if (typeof whom === "string") return whom;
  if (!("any" in whom)) return whom.join(", ");
  return whom.of === undefined ? `any ${whom.any}` : `any ${whom.any} of ${describeWhom(whom.of)}`;
}
