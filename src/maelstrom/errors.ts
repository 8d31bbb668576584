/** A code of an error reply. A definite error says that nothing was done, and that nothing will be. */
export interface ErrorCode {
  readonly code: number;
  readonly name: string;
  readonly definite: boolean;
}

type Row = readonly [code: number, name: string, certainty: "definite" | "indefinite"];

const rows: readonly Row[] = [
  [0, "timeout", "indefinite"],
  [1, "node-not-found", "definite"],
  [10, "not-supported", "definite"],
  [11, "temporarily-unavailable", "definite"],
  [12, "malformed-request", "definite"],
  [13, "crash", "indefinite"],
  [14, "abort", "definite"],
  [20, "key-does-not-exist", "definite"],
  [21, "key-already-exists", "definite"],
  [22, "precondition-failed", "definite"],
  [30, "txn-conflict", "definite"],
];

const known = new Map(
  rows.map(([code, name, certainty]): [number, ErrorCode] => [
    code,
    { code, name, definite: certainty === "definite" },
  ]),
);

/** The codes by name, for those who answer with them. */
export const errorCodes = {
  keyDoesNotExist: 20,
  preconditionFailed: 22,
} as const;

/** Whether a code may be answered: one of the table, or from 1000 on, where programs have their own. */
export function isLawful(code: unknown): boolean {
  return known.has(code as number) || (Number.isInteger(code) && (code as number) >= 1000);
}

/** What a code means; whatever is not in the table is somebody's own, and says nothing for certain. */
export function errorOf(code: unknown): ErrorCode {
  return known.get(code as number) ?? { code: Number(code), name: `user-defined ${String(code)}`, definite: false };
}
