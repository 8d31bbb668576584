import type { History } from "../../checks/history.js";

/** Looks at a history once, however many ask in a row what there is to be seen in it. */
export function once<Seen>(look: (history: History) => Seen): (history: History) => Seen {
  let last: { readonly history: History; readonly seen: Seen } | null = null;
  return (history) => {
    if (last?.history !== history) last = { history, seen: look(history) };
    return last.seen;
  };
}
