import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { evaluate } from "../../src/playback/evaluate.js";
import {
  type Expression,
  nodeParts,
  type Operator,
  operators,
  printExpression,
} from "../../src/playback/expression.js";
import { isMistake } from "../../src/playback/mistake.js";
import type { Moment } from "../../src/playback/moment.js";
import { parseExpression } from "../../src/playback/parse-expression.js";

const moment: Moment = {
  nowUs: 12_500_000,
  nodes: [
    node("ann", {
      role: "leader",
      term: 4,
      log: [{ term: 1 }, { term: 4 }],
      next: { bob: 7 },
      votes: new Set(["cat"]),
    }),
    node("bob", { role: "follower", term: 3, log: [], next: {}, votes: new Set() }),
    {
      ...node("cat", { role: "leader", term: 4, log: [{ term: 2 }] }),
      status: "crashed",
      reason: "a fault crashed it",
    },
  ],
};

function node(name: string, state: object): Moment["nodes"][number] {
  return { name, state, status: "up", reason: null, byzantine: false };
}

function evaluated(text: string): unknown {
  const expression = parseExpression(text);
  if (isMistake(expression)) throw new Error(expression.problem);
  return evaluate(expression, moment);
}

describe("an expression", () => {
  test.each<[text: string, value: unknown]>([
    ["nodes.ann.state.term > 3", true],
    ["nodes.bob.state.term > 3", false],
    ['nodes.cat.status == "crashed" && nodes.ann.state.log.length >= 2', true],
    ['any.state.role == "leader"', true],
    ['all.state.role == "leader"', false],
    ["all.state.term >= 3", true],
    ['count(state.role == "leader") > 1', true],
    ['count(state.role == "leader" && status == "up")', 1],
    ["any(state.term == 3 && byzantine)", false],
    // Of one node for all of a comparison, and of nodes of their own on both sides of &&.
    ["any.state.term > any.state.log.length + 2", true],
    ["any.state.term == 3 && any.state.term == 4", true],
    ["any(state.term == 3 && state.term == 4)", false],
    ["!any.byzantine", true],
    ["any.byzantine || now > 12s", true],
    ["now", 12_500_000],
    ["now == 12.5s", true],
    ["now - 500ms >= 12s", true],
    ["nodes.ann.state.log[nodes.ann.state.log.length - 1].term", 4],
    ['nodes["ann"].state["next"].bob', 7],
    ["nodes.ann.state.next.bob * 2 + 1", 15],
    ["1 + 2 * 3 - 4 / 2", 5],
    ["(1 + 2) * 3", 9],
    ["10 - 3 - 2", 5],
    ["-nodes.ann.state.term + 5", 1],
    ["nodes.ann.state.votes.length", 1],
    ["nodes.ann.reason == null", true],
    ["nodes.bob.state.next.cat == null", true],
    ["nodes.bob.state.next.cat > 0", false],
    ["nodes.bob.state.next.cat + 1", undefined],
    ["nodes.ann.state.log[0] == nodes.cat.state.log[0]", false],
    ["true && !false || false", true],
    ["!nodes.ann.state.term == 4", false],
  ])("%s is %j", (text, value) => expect(evaluated(text)).toEqual(value));

  test.each<[text: string, column: number, problem: string]>([
    ["", 0, "an expression is missing"],
    ["nodes.ann.state.term >", 22, "a value is missing"],
    ["nodes.ann.state.term > )", 23, "a value is expected, not )"],
    ["(now > 1s", 9, ") is missing"],
    ["now > 1s now", 9, "an operator is expected, not now"],
    ["now = 1s", 4, "equal is written =="],
    ["now > 1s & true", 9, "and is written &&"],
    ["name == 'x'", 8, 'a text stands in double quotes: "…"'],
    ['nodes.ann.status == "up', 20, 'this text has no end: a " is missing'],
    ["now > 5x", 6, '"5x" has the unknown unit "x" (units: us, ms, s, m, h, d)'],
    ["1 < 2 < 3", 6, "comparisons do not chain: write a < b && b < c"],
    ["state.term > 3", 0, 'there is no "state" (names: now, nodes, any, all, count)'],
    ["count(stat.term > 3)", 6, 'there is no "stat"; did you mean "state"?'],
    ["nods.ann.state", 0, 'there is no "nods"; did you mean "nodes"?'],
    ["any(count(byzantine) > 1)", 4, "count cannot stand within any( )"],
    ["any.state.term > all.state.term", 17, "any and all cannot be compared with each other"],
    ["count > 1", 6, "( and a condition is expected, not >"],
    ["nodes == 1", 6, ". and the name of a node is expected, not =="],
    ["nodes.", 6, "the name of a node is missing"],
    ["now # 1", 4, '"#" has no meaning here'],
  ])("that reads %j is refused at column %i: %s", (text, column, problem) => {
    expect(parseExpression(text)).toEqual({ column, problem });
  });

  const name = fc.constantFrom("ann", "bob", "node-1", "log", "length", "now", "any", "a b");
  const leaf = (inQuantifier: boolean): fc.Arbitrary<Expression> =>
    fc.oneof(
      fc.oneof(fc.nat(), fc.constantFrom(0.5, 12.25), fc.string(), fc.boolean(), fc.constant(null)).map(literal),
      fc
        .constantFrom("20ms", "12.5s", "3h")
        .map((text) => ({ kind: "length", lengthUs: lengths[text], text, column: 0 }) as const),
      fc.constant({ kind: "now", column: 0 } as const),
      name.map((name) => ({ kind: "node", name, nameColumn: 0, column: 0 }) as const),
      ...(inQuantifier
        ? [
            fc
              .constantFrom(...nodeParts)
              .map((key) => part({ kind: "node", name: null, nameColumn: 0, column: 0 }, key)),
          ]
        : []),
    );
  const lengths: Record<string, number> = { "20ms": 20_000, "12.5s": 12_500_000, "3h": 10_800_000_000 };
  const tree = (depth: number, inQuantifier: boolean): fc.Arbitrary<Expression> => {
    if (depth === 0) return leaf(inQuantifier);
    const inner = tree(depth - 1, inQuantifier);
    const all: fc.Arbitrary<Expression>[] = [
      leaf(inQuantifier),
      fc.tuple(inner, name).map(([of, key]) => part(of, key)),
      fc.tuple(inner, inner.filter(isPlace)).map(([of, at]) => ({ kind: "place", of, at, column: 0 }) as const),
      fc
        .tuple(fc.constantFrom("!", "-"), inner)
        .map(([operator, of]) => ({ kind: "unary", operator, of, column: 0 }) as const),
      fc
        .tuple(fc.constantFrom(...(Object.keys(operators) as Operator[])), inner, inner)
        .map(([operator, left, right]) => ({ kind: "binary", operator, left, right, column: 0 }) as const),
    ];
    if (!inQuantifier) {
      const quantifier = fc.constantFrom("any", "all", "count");
      all.push(
        fc
          .tuple(quantifier, tree(depth - 1, true))
          .map(([quantifier, of]) => ({ kind: "nodes", quantifier, of, column: 0 }) as const),
      );
    }
    return fc.oneof(...all);
  };

  test("that is printed reads back as the same expression", () => {
    fc.assert(
      fc.property(tree(4, false), (expression) => {
        const text = printExpression(expression);
        expect(withoutColumns(parseExpression(text))).toEqual(withoutColumns(expression));
      }),
      { numRuns: 500 },
    );
  });

  test("is refused or read, whatever is typed, and never breaks", () => {
    const word = fc.constantFrom(
      "nodes",
      ".",
      "ann",
      "any",
      "count",
      "(",
      ")",
      "[",
      "]",
      "==",
      "<",
      "&&",
      "!",
      "3",
      "2s",
      '"x"',
      " ",
      "-",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof({ weight: 9, arbitrary: word }, fc.string({ maxLength: 2 }))), (words) => {
        const text = words.join("");
        const expression = parseExpression(text);
        if (!isMistake(expression)) return void evaluate(expression, moment);
        expect(expression.column).toBeGreaterThanOrEqual(0);
        expect(expression.column).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 1_000 },
    );
  });

  function literal(value: number | string | boolean | null): Expression {
    return { kind: "literal", value, column: 0 };
  }

  function part(of: Expression, key: string): Expression {
    return { kind: "part", of, key, column: 0 };
  }

  /** What may stand in brackets: a sum, which is no key. */
  function isPlace({ kind, ...rest }: Expression): boolean {
    if (kind === "literal") return !("value" in rest) || typeof rest.value !== "string";
    return kind !== "unary" && kind !== "binary";
  }
});

function withoutColumns(expression: unknown): unknown {
  return JSON.parse(JSON.stringify(expression, (key, value) => (/column$/i.test(key) ? undefined : value)));
}
