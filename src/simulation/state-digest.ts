import { canonical } from "../kernel/plain.js";
import type { Machine } from "../node/machine.js";
import type { Cluster } from "./cluster.js";

/** Characters of state that an event of a node pays for. */
const charactersPerEvent = 256;

/**
 * Puts the states of nodes into the digest of contents: each time one has reacted, if its events since the last time pay for it.
 * So a large state costs no more than a small one, and every difference is found, if a little later.
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
    const text = canonical(machine.state);
    this.cluster.contents?.text(text);
    this.debts[machine.id] = text.length;
  }
}
