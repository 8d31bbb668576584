import type { Graph, Kind } from "./graph.js";

/** What can be told from the values that were read and written: which transaction depends on which. */
export interface Inference {
  /** Which transactions took effect: those that were answered, and those of unknown outcome that somebody saw. */
  readonly committed: Uint8Array;
  /** Adds the dependencies that end in a committed transaction. */
  addInto(transaction: number, graph: Graph): void;
  /** Adds rows of nodes that stand for no transaction, after all others. */
  addHubs(graph: Graph): void;
  /** The key that a dependency is about, and a clause that says why there is one. */
  tell(dependency: Dependency): { readonly key: string; readonly clause: string };
}

export interface Dependency {
  readonly kind: Kind;
  readonly from: number;
  readonly to: number;
  readonly reason: number;
}
