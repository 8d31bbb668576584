import { consistency, type Findings, kindOf } from "./findings.js";
import type { Consistency, Operation } from "./history.js";
import { identity, tellOperation, tellValue } from "./tell.js";

/*
 * Requests: `{ kind: "write", key, value, link }`, answered by `{ position }`; `{ kind: "read", key, link }`, answered by
 * `{ value, position }`. The operations of a key are a chain, one after another, whoever does them: `link` is the position
 * that the answer before has told, or "init"; both may be left out.
 */

interface Chain {
  /** The last answered operation; null before the first. */
  last: Operation | null;
  /** The last write that was answered, or seen; null before the first. */
  write: Operation | null;
  /** Writes after that one of which nobody knows whether they took effect. */
  readonly open: Operation[];
}

/**
 * Operations on a register that are each caused by the one before see what was written before them in their chain, and
 * at first nothing, which reads as null or 0: a causal register, whatever nodes they go to. Unknown if the operations of a
 * key are no chain, or without a read. A write of unknown outcome may have taken effect, or may yet.
 */
export function causalChains(): Consistency {
  return consistency("causal chains", (history, findings) => {
    const chains = new Map<unknown, Chain>();
    let reads = 0;
    for (const operation of history) {
      findings.spend(1);
      const kind = kindOf(operation);
      if (kind !== "read" && kind !== "write") {
        findings.odd(operation);
        continue;
      }
      const key = identity(fieldsOf(operation.request).key);
      const chain = chains.get(key) ?? { last: null, write: null, open: [] };
      chains.set(key, chain);
      checkLink(chain, operation, findings);
      if (kind === "write") follow(chain, operation);
      else if (operation.outcome === "ok") {
        reads += 1;
        see(chain, operation, findings);
      }
      if (operation.outcome === "ok") chain.last = operation;
    }
    if (reads === 0) findings.doubt("no read was answered");
  });
}

function checkLink({ last }: Chain, operation: Operation, findings: Findings): void {
  if (last !== null && last.completedAt > operation.invokedAt) {
    findings.odd(operation, "overlaps with another one of its key: they are no chain");
  }
  const { link } = fieldsOf(operation.request);
  if (link === undefined || link === null || link === "init") return;
  if (last === null || identity(fieldsOf(last.result).position) !== identity(link)) {
    findings.odd(operation, `is linked to position ${tellValue(link)}, which is not that of the one before`);
  }
}

function follow(chain: Chain, write: Operation): void {
  if (write.outcome === "unknown") chain.open.push(write);
  if (write.outcome === "ok") chain.write = write;
}

function see(chain: Chain, read: Operation, findings: Findings): void {
  const { value } = fieldsOf(read.result);
  const expected = chain.write === null ? null : fieldsOf(chain.write.request).value;
  if (identity(value) === identity(expected) || (chain.write === null && value === 0)) return;
  const seen = chain.open.findIndex((write) => identity(fieldsOf(write.request).value) === identity(value));
  if (seen !== -1) {
    [chain.write] = chain.open.splice(seen, 1) as [Operation];
    return;
  }
  findings.violation(() => [
    `a read did not see ${chain.write === null ? "the initial value" : "what was written before it in its chain"}:`,
    ...(chain.write === null ? [] : [`  ${tellOperation(chain.write)}`]),
    `  ${tellOperation(read)}`,
  ]);
}

function fieldsOf(value: unknown): { readonly [field: string]: unknown } {
  return (typeof value === "object" && value !== null ? value : {}) as { readonly [field: string]: unknown };
}
