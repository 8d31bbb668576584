import fc from "fast-check";
import type { History, Operation } from "../../src/checks/history.js";

/** A micro-operation; a read has the number of the write that it got, or 0. */
export type Access = readonly ["r" | "w", string, number];

/** What processes did, one after another, each a list of transactions. Values are numbers that are unique at all. */
export type Plan = readonly (readonly (readonly Access[])[])[];

/** Any reads of anything that is written anywhere, or of nothing. */
export function anyPlan(options: { processes: number; transactions: number; accesses: number }): fc.Arbitrary<Plan> {
  const access = fc.record({ isWrite: fc.boolean(), key: fc.constantFrom("x", "y"), choice: fc.nat(1_000) });
  const transaction = fc.array(access, { minLength: 1, maxLength: options.accesses });
  const steps = fc.array(fc.tuple(fc.nat(options.processes - 1), transaction), { maxLength: options.transactions });
  return fc.tuple(steps).map(([list]) => {
    let value = 0;
    const numbered = list.map(
      ([process, accesses]) =>
        [process, accesses.map((one) => ({ ...one, value: one.isWrite ? ++value : 0 }))] as const,
    );
    const written = (key: string) =>
      numbered.flatMap(([, accesses]) =>
        accesses.flatMap((one) => (one.isWrite && one.key === key ? [one.value] : [])),
      );
    return Array.from({ length: options.processes }, (_, process) =>
      numbered
        .filter(([own]) => own === process)
        .map(([, accesses]) =>
          accesses.map(({ isWrite, key, choice, value: own }): Access => {
            const choices = [0, ...written(key)];
            return isWrite ? ["w", key, own] : ["r", key, choices[choice % choices.length]!];
          }),
        ),
    );
  });
}

/** The history of a plan; what is alone in its transaction is a plain read or write where `single` says so. */
export function historyOfPlan(plan: Plan, single: boolean): History {
  let at = 0;
  return plan.flatMap((transactions, process) =>
    transactions.map((accesses): Operation => {
      const times = { process, invokedAt: at++, completedAt: at++, node: "ann", outcome: "ok" } as const;
      const [[kind, key, value]] = accesses as readonly [Access];
      const answer = (number: number) => (number === 0 ? null : number);
      const body =
        single && accesses.length === 1
          ? kind === "w"
            ? { request: { kind: "write", key, value }, result: null }
            : { request: { kind: "read", key }, result: answer(value) }
          : {
              request: accesses.map(([one, on, number]) => [one, on, one === "w" ? number : null]),
              result: accesses.map(([one, on, number]) => [one, on, answer(number)]),
            };
      return { ...times, ...body, invokedUs: times.invokedAt * 1_000, completedUs: times.completedAt * 1_000 };
    }),
  );
}

/** All orders of a list. */
export function* permutations<T>(list: readonly T[]): Generator<readonly T[]> {
  if (list.length === 0) yield [];
  for (const [at, first] of list.entries()) {
    for (const rest of permutations(list.toSpliced(at, 1))) yield [first, ...rest];
  }
}
