/** Names an update: this replica's first, second and so on. No two updates ever share one. */
export interface Dot {
  readonly by: string;
  readonly counter: number;
}

/**
 * A value that replicas change independently and merge afterwards (a state-based CRDT with deltas: Shapiro and others
 * 2011; Almeida, Shoker and Baquero 2018). Updates and states are plain data and never changed in place. The states
 * form a semilattice: merging is commutative, associative and idempotent, and `canonical` tells equal states.
 */
export interface Mergeable<State = unknown, Request = unknown, Result = unknown, Update = unknown> {
  readonly name: string;
  /** The least state, which every replica begins with. */
  readonly initial: State;
  /** The least state that holds all that both hold. */
  merge(a: State, b: State): State;
  /** What the replica `by` answers, and what it has to change for that; null if nothing. */
  serve(state: State, request: Request, by: string): { readonly result: Result; readonly update: Update | null };
  /**
   * An update as a state of its own, to be merged into others. Deltas may be merged in any order; what a replica shows
   * in between makes sense if each is merged after those that its maker had seen.
   */
  delta(update: Update, dot: Dot): State;
  /** The earlier updates that this one speaks of. */
  names(update: Update): readonly Dot[];
  /** Whether an update that a stranger sent has the right form. */
  isUpdate(value: unknown): value is Update;
}

/** Merges any number of states, halves first: it costs far less than one after another, and comes to the same. */
export function mergeAll<State>(crdt: Pick<Mergeable<State>, "initial" | "merge">, states: readonly State[]): State {
  if (states.length < 2) return states[0] ?? crdt.initial;
  const middle = states.length >> 1;
  return crdt.merge(mergeAll(crdt, states.slice(0, middle)), mergeAll(crdt, states.slice(middle)));
}
