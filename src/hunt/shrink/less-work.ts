import type { Failing, Proposals } from "./candidate.js";
import { roundNumbersBelow } from "./round-number.js";
import { firstOf, leastOf } from "./search.js";

/** Leaves clients without work, lets there be fewer of them, or has each make fewer requests. */
export function* lessWork(now: Failing): Proposals {
  const { form, target } = now;
  if (form.workload === undefined) return now;
  if (target.kind !== "consistency") {
    const judged = form.consistency === undefined ? [] : [{ path: "consistency", value: null }];
    const changes = [{ path: "workload", value: null }, ...judged];
    now = yield* firstOf(now, [changes], (changes) => ({ what: "no clients", changes }));
    if (now.form.workload === undefined) return now;
  }
  now = yield* leastOf(now, countsBelow(form.workload.clients), (clients) => ({
    what: clients === 1 ? "1 client" : `${clients} clients`,
    changes: [{ path: "workload.clients", value: clients }],
  }));
  const { ok, failed, unknown } = now.report.history ?? { ok: 0, failed: 0, unknown: 0 };
  const made = ok + failed + unknown;
  const { requests: most = made } = now.form.workload ?? {};
  const fewer = [...roundNumbersBelow(Math.min(most, made), 1), ...(made < most ? [made] : [])];
  return yield* leastOf(now, fewer, (requests) => ({
    what: requests === 1 ? "1 request of each client" : `${requests} requests of each client`,
    changes: [{ path: "workload.requests", value: requests }],
  }));
}

function countsBelow(count: number): readonly number[] {
  return Array.from({ length: Math.max(0, count - 1) }, (_, at) => at + 1);
}
