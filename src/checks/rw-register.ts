import { type TransactionalConsistency, type TransactionOptions, transactional } from "./transactions/consistency.js";
import { checkVersionOrder } from "./transactions/cyclic-versions.js";
import { RegisterDependencies } from "./transactions/register-dependencies.js";
import { checkRegisterReads } from "./transactions/register-reads.js";
import { findVersions } from "./transactions/register-versions.js";
import { inferVersionOrder, type RegisterAssumptions } from "./transactions/version-order.js";

/**
 * Judges transactions that write and read registers: `["w", key, value]`, `["r", key, null]`, where no value is written
 * twice to a key, and null is read where nothing was written yet. A read tells who wrote the value, but not what that
 * replaced: in which order values were written is inferred from what one is ready to assume, by default from
 * `initialState` and `writesFollowReads` (Kingsbury & Alvaro 2020). What is found is there, if that is true;
 * but a history in which nothing is found may still be wrong.
 */
export function rwRegister(options: TransactionOptions & Partial<RegisterAssumptions> = {}): TransactionalConsistency {
  const { initialState = true, writesFollowReads = true, sequentialKeys = false, linearizableKeys = false } = options;
  const assumed = { initialState, writesFollowReads, sequentialKeys, linearizableKeys };
  return transactional("rw-register", "register", options, (ledger, findings) => {
    const versions = findVersions(ledger);
    checkRegisterReads(ledger, versions, findings);
    const order = inferVersionOrder(ledger, versions, assumed);
    const dependencies = new RegisterDependencies(ledger, versions, order);
    checkVersionOrder(ledger, versions, order, dependencies, findings);
    return dependencies;
  });
}
