import type { History } from "../../checks/history.js";
import { uniqueIds as check } from "../../checks/unique-ids.js";
import { canonical } from "../../kernel/plain.js";
import { anything, type Talk, type Workload } from "./workload.js";

const mostTold = 48;

export const uniqueIds: Workload = {
  keepsClients: true,
  replies: { generate: { id: anything } },
  source: () => ({ next: () => ({ kind: "generate" }) }),
  *talk(): Talk {
    const reply = yield { type: "generate" };
    return reply.id;
  },
  check: () => ({ ...check(), results }),
};

function results(history: History): Readonly<Record<string, unknown>> {
  const ids = history.filter(({ outcome }) => outcome === "ok").map(({ result }) => canonical(result));
  const counts = new Map<string, number>();
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  const duplicated = [...counts].filter(([, count]) => count > 1);
  const sorted = [...counts.keys()].sort();
  return {
    "attempted-count": history.length,
    "acknowledged-count": ids.length,
    "duplicated-count": duplicated.length,
    duplicated: Object.fromEntries(duplicated.slice(0, mostTold)),
    range: sorted.length === 0 ? null : [JSON.parse(sorted[0]), JSON.parse(sorted[sorted.length - 1])],
  };
}
