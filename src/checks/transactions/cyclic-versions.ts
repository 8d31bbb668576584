import type { Findings } from "./findings.js";
import { type Ledger, none } from "./ledger.js";
import type { RegisterDependencies } from "./register-dependencies.js";
import type { Versions } from "./register-versions.js";
import type { VersionOrder } from "./version-order.js";
import { nameOf, tellKey, tellValue, tellWritten } from "./wording.js";

/** Finds registers whose versions would each come before the others. */
export function checkVersionOrder(
  ledger: Ledger,
  versions: Versions,
  order: VersionOrder,
  dependencies: RegisterDependencies,
  findings: Findings,
): void {
  const told = new Set<number>();
  for (let version = 0; version < versions.count; version++) {
    if (order.cycle[version] === none || told.has(order.cycle[version])) continue;
    told.add(order.cycle[version]);
    findings.add("cyclic-versions", () => tell(ledger, versions, cycleThrough(version, order), dependencies));
  }
}

/** Walks back in the component until a version comes again. */
function cycleThrough(version: number, { from, source, cycle }: VersionOrder): readonly number[] {
  const walked: number[] = [];
  let at = version;
  while (!walked.includes(at)) {
    walked.push(at);
    at = source.subarray(from[at], from[at + 1]).find((earlier) => cycle[earlier] === cycle[version]) as number;
  }
  return walked.slice(walked.indexOf(at)).reverse();
}

function tell(ledger: Ledger, { write }: Versions, cycle: readonly number[], dependencies: RegisterDependencies) {
  const writes = cycle.map((version) => write[version]);
  const known = writes.filter((one) => one !== none);
  const key = tellKey(ledger, known[0]);
  const name = (at: number) => (writes[at] === none ? "the initial value" : tellWritten(ledger, writes[at]));
  return {
    transactions: known.map((one) => ledger.owner[one]),
    explanation: [
      ...cycle.map((version, at) => {
        const next = (at + 1) % cycle.length;
        const writer = writes[at] === none ? "" : `, written by ${nameOf(ledger.owner[writes[at]])},`;
        return `${key}: ${name(at)}${writer} comes before ${name(next)} (${dependencies.tellOrder(version, cycle[next])}).`;
      }),
      `So ${tellValue(name(0))} came before itself: its values have no order.`,
    ],
  };
}
