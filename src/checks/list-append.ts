import { type TransactionalConsistency, type TransactionOptions, transactional } from "./transactions/consistency.js";
import { ListDependencies } from "./transactions/list-dependencies.js";
import { checkListInside } from "./transactions/list-internal.js";
import { inferListOrders } from "./transactions/list-orders.js";
import { checkListReads } from "./transactions/list-reads.js";

/**
 * Judges transactions that append to lists and read them: `["append", key, element]`, `["r", key, null]`, where no element
 * is appended twice to a key. Who reads a list sees the whole order of its versions, so that dependencies, and from them
 * cycles, can be told for certain (Kingsbury & Alvaro 2020, "Elle"; Adya 1999). What is found is there; but a history
 * in which nothing is found may still be wrong, where nobody looked.
 */
export function listAppend(options: TransactionOptions = {}): TransactionalConsistency {
  return transactional("list-append", "list", options, (ledger, findings) => {
    const orders = inferListOrders(ledger, findings);
    checkListReads(ledger, orders, findings);
    checkListInside(ledger, orders, findings);
    return new ListDependencies(ledger, orders);
  });
}
