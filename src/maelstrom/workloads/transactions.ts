import { listAppend } from "../../checks/list-append.js";
import { rwRegister } from "../../checks/rw-register.js";
import type { TransactionalConsistency } from "../../checks/transactions/consistency.js";
import { KeyPool } from "./key-pool.js";
import { once } from "./once.js";
import { aList, Malformed, type Talk, type Workload, type WorkloadCheck } from "./workload.js";

type Step = readonly [kind: string, key: number, value: unknown];

/** Transactions of reads and of one kind of write. */
function transactions(
  write: "append" | "w",
  check: (options: { readonly models: readonly string[] }) => TransactionalConsistency,
): Workload {
  return {
    keepsClients: true,
    replies: { txn: { txn: aList } },
    source({ keyCount, maxWritesPerKey, maxTxnLength }) {
      const keys = new KeyPool(keyCount, maxWritesPerKey);
      return {
        next: (_, random) =>
          Array.from({ length: random.int(1, maxTxnLength) }, (): Step => {
            if (random.chance(0.5)) return ["r", keys.pick(random), null];
            const { key, value } = keys.write(random);
            return [write, key, value];
          }),
      };
    },
    *talk(operation): Talk {
      const asked = operation as readonly Step[];
      const { txn } = yield { type: "txn", txn: asked };
      const answered = txn as readonly Step[];
      if (answered.length !== asked.length || !asked.every((step, at) => isAnswered(step, answered[at]))) {
        throw new Malformed("txn must have the same operations again, with what was read in place");
      }
      return answered;
    },
    check: ({ consistencyModels }) => judgedOnce(check({ models: consistencyModels })),
  };
}

/** Whatever is not valid is judged once more, so as to be told in sentences. */
function judgedOnce(check: TransactionalConsistency): WorkloadCheck {
  const analyse = once((history) => check.analyse(history));
  return {
    name: check.name,
    judge(history, maxSteps) {
      const { verdict, steps } = analyse(history);
      return verdict === "valid" ? { verdict, steps } : check.judge(history, maxSteps);
    },
    results(history) {
      const { anomalies, not, holds, counts } = analyse(history);
      return {
        "anomaly-types": [...new Set(anomalies.map(({ type }) => type))],
        "anomaly-counts": counts,
        not,
        holds: holds[0] ?? null,
        "ok-count": history.filter(({ outcome }) => outcome === "ok").length,
      };
    },
  };
}

function isAnswered([kind, key, value]: Step, answer: unknown): boolean {
  if (!Array.isArray(answer) || answer.length !== 3) return false;
  return answer[0] === kind && answer[1] === key && (kind === "r" || answer[2] === value);
}

export const txnListAppend = transactions("append", listAppend);
export const txnRwRegister = transactions("w", rwRegister);
