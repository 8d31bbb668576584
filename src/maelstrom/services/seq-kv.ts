import { sameJson } from "../same-json.js";
import { changeKey, keyName, keyValueTypes } from "./key-value.js";
import type { Service } from "./service.js";

/** So many states are remembered. */
const kept = 32;

interface States {
  /** The number of the newest state. */
  newest: number;
  /** By key: its values, each with the first state that has it, as far back as a state that is kept. */
  readonly versions: Map<string, { readonly since: number; readonly value: unknown }[]>;
  /** By requester: the last state that it saw. */
  readonly seen: Map<string, number>;
}

/**
 * A map that each requester sees in one and the same order of states, but not up to date: sequentially consistent. A
 * request is tried on any state from the last that its requester saw to the newest. If it changes nothing there, so it
 * stays; otherwise it happens to the newest.
 */
export const seqKv: Service<States> = {
  types: keyValueTypes,
  memory: () => ({ newest: 0, versions: new Map(), seen: new Map() }),
  answer(states, request, from, random) {
    const key = keyName(request);
    const oldest = Math.max(states.seen.get(from) ?? 0, states.newest - kept + 1, 0);
    const picked = random.int(oldest, states.newest);
    const found = valueAt(states, key, picked);
    const tried = changeKey(found, request);
    if (tried.written === undefined || (found !== undefined && sameJson(found, tried.written.value))) {
      states.seen.set(from, picked);
      return tried.reply;
    }
    const { reply, written } = changeKey(valueAt(states, key, states.newest), request);
    states.newest++;
    states.seen.set(from, states.newest);
    if (written !== undefined) remember(states, key, written.value);
    return reply;
  },
};

function valueAt({ versions }: States, key: string, state: number): unknown {
  return versions.get(key)?.findLast(({ since }) => since <= state)?.value;
}

function remember({ newest, versions }: States, key: string, value: unknown): void {
  const own = versions.get(key) ?? [];
  versions.set(key, own);
  own.push({ since: newest, value });
  while (own.length > 1 && own[1].since <= newest - kept + 1) own.shift();
}
