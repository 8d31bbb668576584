import { observedRemoveSet } from "../../src/crdt/observed-remove-set.js";
import { canonical } from "../../src/kernel/plain.js";

/** An observed-remove set that is merged wrongly: what one side has removed comes back from the other. */
export const resurrectingSet = {
  ...observedRemoveSet,
  merge: (a, b) => ({
    ...observedRemoveSet.merge(a, b),
    entries: [...new Map([...a.entries, ...b.entries].map((entry) => [canonical(entry), entry])).values()],
  }),
} satisfies typeof observedRemoveSet;
