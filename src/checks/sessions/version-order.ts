import type { Findings } from "../findings.js";
import type { History } from "../history.js";
import { tellValue } from "../tell.js";
import type { Transactions } from "./transactions.js";

/**
 * The order in which the values of each key replaced one another, from the first one after the initial value on, as the
 * system knows it: a record by key, or a function of the history that gives one.
 */
export type VersionOrder =
  | Readonly<Record<string, readonly unknown[]>>
  | ((history: History) => Readonly<Record<string, readonly unknown[]>>);

export interface SessionOptions {
  /** The version order, if it is known. Otherwise any order will do that some execution could have had. */
  readonly versionOrder?: VersionOrder;
  /** What every key holds at first; null unless given. */
  readonly initial?: unknown;
}

/**
 * By version: its place in the order of its key, from 1 on. A version that is written, counts, and is not in the order
 * has no place, which is a doubt; null is returned then.
 */
export function placesIn(
  given: VersionOrder,
  history: History,
  transactions: Transactions,
  findings: Findings,
): Int32Array | null {
  const order = typeof given === "function" ? given(history) : given;
  const { versions, writer } = transactions;
  const places = new Int32Array(versions.values.length);
  for (const [number, key] of versions.keys.entries()) {
    const name = String(key);
    const list = Object.hasOwn(order, name) ? order[name] : [];
    for (let at = 0; at < list.length; at++) {
      const version = versions.find(number, list[at]);
      if (version !== undefined && version > 0) places[version] = at + 1;
      findings.spend(1);
    }
  }
  for (let version = 1; version < places.length; version++) {
    if (writer[version] === -1 || places[version] > 0) continue;
    const key = versions.keys[versions.key.at(version)];
    findings.doubt(`the version order of ${tellValue(key)} lacks ${tellValue(versions.values[version])}`);
    return null;
  }
  return places;
}
