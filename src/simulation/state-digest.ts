import { canonical } from "../kernel/plain.js";
import { Refusal } from "../kernel/refusal.js";
import type { Machine } from "../node/machine.js";
import type { Cluster } from "./cluster.js";

/** Characters of state that an event of a node pays for. */
const charactersPerEvent = 256;

/**
 * Puts the states of nodes into the digest of contents: each time one has reacted, if its events since the last time pay for it.
 * So a large state costs no more than a small one, and a difference is found a little later, or when the run is over.
 */
export class StateDigest {
  private readonly cluster: Cluster;
  private readonly debts: number[];

  constructor(cluster: Cluster) {
    this.cluster = cluster;
    this.debts = cluster.machines.map(() => 0);
  }

  foldIn(machine: Machine | null): void {
    if (machine === null) return;
    this.debts[machine.id] -= charactersPerEvent;
    if (this.debts[machine.id] > 0) return;
    const text = stateText(machine);
    this.cluster.contents?.text(text);
    this.debts[machine.id] = text.length;
  }
}

/** All that a node keeps in memory, as text. */
export function stateText({ name, state }: Machine): string {
  try {
    return canonical(state);
  } catch (thrown) {
    throw new Refusal([{ path: `nodes.${name}.state`, problem: `is no plain data: ${String(thrown)}` }]);
  }
}
