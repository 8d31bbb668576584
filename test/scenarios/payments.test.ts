import { expect, test } from "vitest";
import shop, { payments } from "../../scenarios/payments.js";
import type { AnyScenario } from "./shipped.js";
import { reportOf } from "./survey.js";

test("a payment service that does not mind keys charges twice, and is caught within ten seeds", async () => {
  const form: AnyScenario = shop;
  const careless = { ...form, nodes: { ...form.nodes, payments: payments({ mindsKeys: false }) } };
  const found: string[] = [];
  for (let seed = 1; seed <= 10 && found.length === 0; seed++) {
    const { properties } = await reportOf(careless, seed);
    found.push(...properties.filter(({ verdict }) => verdict === "violated").map(({ name }) => name));
  }
  expect(found).toEqual(["no order is charged twice"]);
});
