import fc from "fast-check";
import { expect, test } from "vitest";
import { Columns } from "../../../src/checks/transactions/columns.js";

test("columns are zeros, and never share memory, however many more there are than were expected", () => {
  const kind = fc.constantFrom("int32" as const, "uint8" as const, "float64" as const);
  fc.assert(
    fc.property(fc.nat(10_000), fc.array(fc.tuple(kind, fc.nat(3_000))), (expected, wanted) => {
      const columns = new Columns(expected);
      const all = wanted.map(([name, length], at) => {
        const column = columns[name](length);
        expect(column.length).toBe(length);
        expect(column.every((one) => one === 0)).toBe(true);
        return column.fill(at % 256);
      });
      for (const [at, column] of all.entries()) expect(column.every((one) => one === at % 256)).toBe(true);
    }),
  );
});
