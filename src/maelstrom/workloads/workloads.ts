import { broadcast } from "./broadcast.js";
import { gCounter, pnCounter } from "./counters.js";
import { echo } from "./echo.js";
import { gSet } from "./g-set.js";
import { kafka } from "./kafka.js";
import { linKv } from "./lin-kv.js";
import { txnListAppend, txnRwRegister } from "./transactions.js";
import { uniqueIds } from "./unique-ids.js";
import type { Workload } from "./workload.js";

/** What can be asked of nodes, by the names that people know. A new workload is one file and one line. */
export const workloads = {
  broadcast,
  echo,
  "g-counter": gCounter,
  "g-set": gSet,
  kafka,
  "lin-kv": linKv,
  "pn-counter": pnCounter,
  "txn-list-append": txnListAppend,
  "txn-rw-register": txnRwRegister,
  "unique-ids": uniqueIds,
} satisfies Record<string, Workload>;

export type WorkloadName = keyof typeof workloads;
