import { describe, expect, test } from "vitest";
import { listAppend } from "../../../src/checks/list-append.js";
import { rwRegister } from "../../../src/checks/rw-register.js";
import { Random } from "../../../src/kernel/random.js";
import { hasOrder, tinyHistory } from "./orders.js";

/*
 * The checks are sound and not complete: what they call invalid has no order, which is tested for all kinds of tiny
 * histories; but what has no order may still be called valid, where nobody saw enough. Where every element of a list has
 * been read and every transaction was answered, nothing is hidden, and then both directions are tested.
 */

const runs = 1_500;

interface Count {
  invalid: number;
  ordered: number;
}

describe.each([
  { models: ["serializable"], realTime: false },
  { models: ["strict-serializable"], realTime: true },
])("for $models", ({ models, realTime }) => {
  test("a history of lists that has an order is never invalid", () => {
    const count = compare("list", listAppend({ models }));
    expect(Math.min(count.invalid, count.ordered)).toBeGreaterThan(runs / 20);
  });

  test("a history of registers that has an order is never invalid", () => {
    const count = compare("register", rwRegister({ models }));
    expect(Math.min(count.invalid, count.ordered)).toBeGreaterThan(runs / 20);
  });

  test("a history of lists in which all is seen is invalid if and only if it has no order", () => {
    const { analyse } = listAppend({ models });
    const count = { invalid: 0, ordered: 0 };
    for (let run = 0; run < runs; run++) {
      const history = tinyHistory("list", new Random(`all seen ${run}`), true);
      const ordered = hasOrder(history, "list", realTime);
      const { verdict, counts } = analyse(history);
      if (ordered) count.ordered += 1;
      else count.invalid += 1;
      expect({ run, counts, invalid: verdict === "invalid" }).toEqual({ run, counts, invalid: !ordered });
    }
    expect(Math.min(count.invalid, count.ordered)).toBeGreaterThan(runs / 20);
  });

  function compare(datatype: "list" | "register", check: ReturnType<typeof listAppend>): Count {
    const count = { invalid: 0, ordered: 0 };
    for (let run = 0; run < runs; run++) {
      const history = tinyHistory(datatype, new Random(`some seen ${run}`), false);
      const { verdict, counts } = check.analyse(history);
      const ordered = hasOrder(history, datatype, realTime);
      if (ordered) count.ordered += 1;
      if (verdict === "invalid") count.invalid += 1;
      if (ordered && verdict === "invalid") expect({ run, counts, history }).toBe("valid, for it has an order");
    }
    return count;
  }
});

test("linearizable keys are a sound assumption where the whole is strictly serializable", () => {
  const { analyse } = rwRegister({ linearizableKeys: true });
  for (let run = 0; run < runs; run++) {
    const history = tinyHistory("register", new Random(`some seen ${run}`), false);
    const { verdict, counts } = analyse(history);
    if (verdict !== "invalid") continue;
    expect({ run, counts, ordered: hasOrder(history, "register", true) }).toEqual({ run, counts, ordered: false });
  }
});
