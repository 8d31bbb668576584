import { changeKey, keyName, keyValueTypes } from "./key-value.js";
import type { Service } from "./service.js";

interface Replica {
  /** A Lamport clock. */
  clock: number;
  readonly entries: Map<string, { readonly value: unknown; readonly stamp: number }>;
}

/**
 * Replicas that agree now and then, where the higher stamp of a logical clock wins: an acknowledged write can be lost to
 * another one, and what was read can be gone again. Before each request, one replica is merged into another; then the
 * request is carried out by a third. Any of them may be the same.
 */
export function lwwKv(replicaCount = 2): Service<readonly Replica[]> {
  return {
    types: keyValueTypes,
    memory: () => Array.from({ length: replicaCount }, () => ({ clock: 0, entries: new Map() })),
    answer(replicas, request, _from, random) {
      merge(random.pick(replicas), random.pick(replicas));
      const replica = random.pick(replicas);
      const key = keyName(request);
      const { reply } = changeKey(replica.entries.get(key)?.value, request, false);
      if (reply.type === "write_ok" || reply.type === "cas_ok") {
        const value = request.type === "write" ? request.value : request.to;
        replica.entries.set(key, { value, stamp: replica.clock++ });
      }
      return reply;
    },
  };
}

function merge(source: Replica, into: Replica): void {
  if (source === into) return;
  into.clock = Math.max(into.clock, source.clock);
  for (const [key, entry] of source.entries) {
    const own = into.entries.get(key);
    if (own === undefined || entry.stamp >= own.stamp) into.entries.set(key, entry);
  }
}
