import { consistency, kindOf } from "./findings.js";
import type { Consistency } from "./history.js";
import { tellOperation, tellSome } from "./tell.js";

/*
 * Requests: `{ kind: "transfer", from, to, amount }`, whatever it is answered; `{ kind: "read" }`, answered by a record
 * of all balances by account.
 */

export interface BankOptions {
  readonly accounts: readonly (string | number)[];
  /** What all balances sum up to, always. */
  readonly total: number;
  /** Whether balances below zero are in order. They are not, unless this is true. */
  readonly negative?: boolean;
}

/**
 * Money is moved, never made: every read has all accounts and no others, with balances that sum up to the total, and
 * none below zero unless that is allowed. Unknown without a read.
 */
export function bank({ accounts, total, negative = false }: BankOptions): Consistency {
  const names = accounts.map(String);
  const known = new Set(names);
  return consistency("bank", (history, findings) => {
    let reads = 0;
    findings.spend(history.length);
    for (const operation of history) {
      const kind = kindOf(operation);
      if (kind !== "read") {
        if (kind !== "transfer") findings.odd(operation);
        continue;
      }
      if (operation.outcome !== "ok") continue;
      const balances = operation.result;
      if (typeof balances !== "object" || balances === null || Array.isArray(balances)) {
        findings.odd(operation, "is no record of balances");
        continue;
      }
      reads += 1;
      findings.spend(names.length);
      const problem = problemOf(balances as Readonly<Record<string, unknown>>);
      if (problem !== null) findings.violation(() => `${tellOperation(operation)}: ${problem}`);
    }
    if (reads === 0) findings.doubt("no read was answered");
  });

  /** The first thing that is wrong with some balances, in a fixed order of things. */
  function problemOf(balances: Readonly<Record<string, unknown>>): string | null {
    for (const name in balances) if (!known.has(name)) return `there is no account ${name}`;
    let sum = 0;
    let isBelowZero = false;
    for (const name of names) {
      const balance = balances[name];
      if (typeof balance !== "number") return `account ${name} has no balance`;
      sum += balance;
      isBelowZero ||= balance < 0;
    }
    if (sum !== total) return `the balances sum up to ${sum} instead of ${total}`;
    if (negative || !isBelowZero) return null;
    return `below zero: ${tellSome(
      names.filter((name) => (balances[name] as number) < 0),
      (name) => name,
    )}`;
  }
}
