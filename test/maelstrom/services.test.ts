import { describe, expect, test } from "vitest";
import { Seed } from "../../src/kernel/random.js";
import { linKv } from "../../src/maelstrom/services/lin-kv.js";
import { linTso } from "../../src/maelstrom/services/lin-tso.js";
import { lwwKv } from "../../src/maelstrom/services/lww-kv.js";
import { seqKv } from "../../src/maelstrom/services/seq-kv.js";
import type { Service } from "../../src/maelstrom/services/service.js";

function asked<Memory>(service: Service<Memory>, seed = 1) {
  const memory = service.memory();
  const random = new Seed(seed).stream("service");
  return (from: string, type: string, rest: object = {}) =>
    service.answer(memory, { type, ...rest }, from, random) as Record<string, unknown>;
}

describe.each([
  ["lin-kv", linKv],
  ["seq-kv", seqKv],
] as const)("%s", (_, service) => {
  test("reads, writes and swaps values of any form, for one who asks alone", () => {
    const ask = asked(service as Service);
    const key = { key: [1, "a"] };
    expect(ask("n1", "read", key)).toMatchObject({ type: "error", code: 20 });
    expect(ask("n1", "cas", { ...key, from: 1, to: 2 })).toMatchObject({ type: "error", code: 20 });
    expect(ask("n1", "cas", { ...key, from: 1, to: { x: 1, y: 2 }, create_if_not_exists: true })).toEqual({
      type: "cas_ok",
    });
    expect(ask("n1", "cas", { ...key, from: 3, to: 4 })).toMatchObject({ type: "error", code: 22 });
    expect(ask("n1", "cas", { ...key, from: { y: 2, x: 1 }, to: 5 })).toEqual({ type: "cas_ok" });
    expect(ask("n1", "read", key)).toEqual({ type: "read_ok", value: 5 });
    expect(ask("n1", "write", { ...key, value: null })).toEqual({ type: "write_ok" });
    expect(ask("n1", "read", key)).toEqual({ type: "read_ok", value: null });
  });
});

test("lin-kv shows what was written to everybody at once", () => {
  const ask = asked(linKv);
  for (let value = 0; value < 50; value++) {
    ask("n1", "write", { key: "x", value });
    expect(ask("n2", "read", { key: "x" }).value).toBe(value);
  }
});

describe("seq-kv", () => {
  test("shows old values to others, never goes back, and is up to date for whoever has written", () => {
    const ask = asked(seqKv);
    const seen: number[] = [];
    for (let value = 0; value < 200; value++) {
      ask("n1", "write", { key: "x", value });
      const read = ask("n2", "read", { key: "x" });
      if (read.type === "read_ok") seen.push(read.value as number);
    }
    expect(seen).toEqual([...seen].sort((one, other) => one - other));
    expect(seen.some((value, at) => value < at)).toBe(true);
    ask("n2", "write", { key: "n2", value: 1 });
    expect(ask("n2", "read", { key: "x" }).value).toBe(199);
  });

  test("remembers 32 states, and no requester sees an older one", () => {
    const ask = asked(seqKv);
    for (let value = 0; value < 100; value++) ask("n1", "write", { key: "x", value });
    const seen = Array.from({ length: 500 }, (_, at) => ask(`m${at}`, "read", { key: "x" }).value as number);
    expect(Math.min(...seen)).toBe(68);
    expect(Math.max(...seen)).toBe(99);
  });
});

test("lww-kv loses acknowledged writes now and then, to others that came before, and agrees when it is left alone", () => {
  const ask = asked(lwwKv());
  let lost = 0;
  for (let value = 0; value < 200; value++) {
    ask("n1", "write", { key: "x", value });
    if (ask("n1", "read", { key: "x" }).value !== value) lost++;
  }
  expect(lost).toBeGreaterThan(10);
  for (let reads = 0; reads < 50; reads++) ask("n1", "read", { key: "x" });
  expect(new Set(Array.from({ length: 20 }, () => ask("n1", "read", { key: "x" }).value)).size).toBe(1);
  expect(ask("n1", "cas", { key: "y", from: 0, to: 1, create_if_not_exists: true })).toMatchObject({ code: 20 });
});

test("lin-tso counts from 0", () => {
  const ask = asked(linTso);
  expect([1, 2, 3].map(() => ask("n1", "ts"))).toEqual([0, 1, 2].map((ts) => ({ type: "ts_ok", ts })));
});
