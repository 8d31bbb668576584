/**
 * A question about the nodes at one step, or a value to look at.
 *
 *     nodes.bob.state.term > 3                  a path into a node
 *     any.state.role == "leader"                of some node; `all` of each
 *     count(state.role == "leader") > 1         so many nodes
 *     any(state.term > 3 && status == "up")     one node for all of it
 *     now >= 12.5s && !nodes.ann.byzantine
 *
 * From loose to tight: `||`, `&&`, `!`, comparisons, `+ -`, `* /`, minus. Everything has `length` that has parts.
 */
export type Expression =
  | { readonly kind: "literal"; readonly value: number | string | boolean | null; readonly column: number }
  /** A length of time. */
  | { readonly kind: "length"; readonly lengthUs: number; readonly text: string; readonly column: number }
  | { readonly kind: "now"; readonly column: number }
  /** A node by name; or, where null, the one that `any`, `all` or `count` is at. */
  | { readonly kind: "node"; readonly name: string | null; readonly nameColumn: number; readonly column: number }
  | { readonly kind: "part"; readonly of: Expression; readonly key: string; readonly column: number }
  | { readonly kind: "place"; readonly of: Expression; readonly at: Expression; readonly column: number }
  | { readonly kind: "unary"; readonly operator: "!" | "-"; readonly of: Expression; readonly column: number }
  | {
      readonly kind: "binary";
      readonly operator: Operator;
      readonly left: Expression;
      readonly right: Expression;
      readonly column: number;
    }
  | { readonly kind: "nodes"; readonly quantifier: Quantifier; readonly of: Expression; readonly column: number };

export type Quantifier = "any" | "all" | "count";

/** Two-sided operators, by how tightly they bind. */
export const operators = {
  "||": 1,
  "&&": 2,
  "==": 4,
  "!=": 4,
  "<=": 4,
  ">=": 4,
  "<": 4,
  ">": 4,
  "+": 5,
  "-": 5,
  "*": 6,
  "/": 6,
} as const;

export type Operator = keyof typeof operators;

/** How tightly `!`, comparisons, minus, and what stands for itself bind. */
const tightness = { not: 3, comparison: 4, minus: 7, whole: 8 } as const;

/** What a node can be asked for. */
export const nodeParts = ["name", "state", "status", "reason", "byzantine"] as const;

/** An expression as text, which reads back as the same expression. */
export function printExpression(expression: Expression): string {
  switch (expression.kind) {
    case "literal":
      return JSON.stringify(expression.value);
    case "length":
      return expression.text;
    case "now":
      return "now";
    case "node":
      return expression.name === null ? "" : printNode(expression.name);
    case "part": {
      const of = printWithin(expression.of, tightness.whole);
      return of === "" ? expression.key : `${of}${printKey(expression.key)}`;
    }
    case "place":
      return `${printWithin(expression.of, tightness.whole)}[${printExpression(expression.at)}]`;
    case "unary": {
      const tight = expression.operator === "!" ? tightness.not : tightness.minus;
      return expression.operator + printWithin(expression.of, tight);
    }
    case "binary": {
      const tight = operators[expression.operator];
      // Comparisons do not chain; what stands on the right of the others binds tighter.
      const left = printWithin(expression.left, tight === tightness.comparison ? tight + 1 : tight);
      return `${left} ${expression.operator} ${printWithin(expression.right, tight + 1)}`;
    }
    case "nodes":
      return `${expression.quantifier}(${printExpression(expression.of)})`;
  }
}

function printWithin(expression: Expression, tight: number): string {
  const text = printExpression(expression);
  return tightnessOf(expression) < tight ? `(${text})` : text;
}

function tightnessOf(expression: Expression): number {
  if (expression.kind === "binary") return operators[expression.operator];
  if (expression.kind === "unary") return expression.operator === "!" ? tightness.not : tightness.minus;
  return tightness.whole;
}

function printNode(name: string): string {
  return /^[A-Za-z]\w*$/.test(name) ? `nodes.${name}` : `nodes[${JSON.stringify(name)}]`;
}

function printKey(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}
