import { canonical } from "../kernel/plain.js";
import type { Expression, Operator } from "./expression.js";
import type { Moment, NodeMoment } from "./moment.js";

/** What an expression is at one moment. What is not there is `undefined`, and nothing but `null` equals it. */
export function evaluate(expression: Expression, moment: Moment, node: NodeMoment | null = null): unknown {
  const inner = (part: Expression) => evaluate(part, moment, node);
  switch (expression.kind) {
    case "literal":
      return expression.value;
    case "length":
      return expression.lengthUs;
    case "now":
      return moment.nowUs;
    case "node":
      return expression.name === null ? node : moment.nodes.find(({ name }) => name === expression.name);
    case "part":
      return partOf(inner(expression.of), expression.key);
    case "place":
      return partOf(inner(expression.of), inner(expression.at));
    case "unary": {
      const value = inner(expression.of);
      if (expression.operator === "!") return value !== true;
      return isNumber(value) ? -value : undefined;
    }
    case "binary":
      return combine(expression.operator, inner(expression.left), () => inner(expression.right));
    case "nodes": {
      const holds = (each: NodeMoment) => evaluate(expression.of, moment, each) === true;
      if (expression.quantifier === "any") return moment.nodes.some(holds);
      if (expression.quantifier === "all") return moment.nodes.every(holds);
      return moment.nodes.filter(holds).length;
    }
  }
}

/** A part of a value by key or place; `length` of everything that has parts. */
export function partOf(value: unknown, key: unknown): unknown {
  if (value === null || value === undefined) return undefined;
  if (value instanceof Map && value.has(key)) return value.get(key);
  if (key === "length") return lengthOf(value);
  if (typeof value !== "object" || (typeof key !== "string" && typeof key !== "number")) return undefined;
  return Object.hasOwn(value, key) || isMoment(value) ? (value as Record<string, unknown>)[key] : undefined;
}

function isMoment(value: object): boolean {
  return "byzantine" in value && "status" in value;
}

function lengthOf(value: unknown): number | undefined {
  if (typeof value === "string" || Array.isArray(value)) return value.length;
  if (value instanceof Map || value instanceof Set) return value.size;
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (typeof value !== "object" || value === null) return undefined;
  const own = (value as { length?: unknown }).length;
  return typeof own === "number" ? own : Object.keys(value).length;
}

function isNumber(value: unknown): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}

function combine(operator: Operator, left: unknown, right: () => unknown): unknown {
  if (operator === "&&") return left === true && right() === true;
  if (operator === "||") return left === true || right() === true;
  const other = right();
  if (operator === "==") return areEqual(left, other);
  if (operator === "!=") return !areEqual(left, other);
  // What is no number is neither more nor less than anything.
  if (!isNumber(left) || !isNumber(other)) return isOrder(operator) ? false : undefined;
  return arithmetic[operator](Number(left), Number(other));
}

function isOrder(operator: Operator): boolean {
  return operator.startsWith("<") || operator.startsWith(">");
}

const arithmetic: Readonly<Record<string, (left: number, right: number) => number | boolean>> = {
  "<": (left, right) => left < right,
  "<=": (left, right) => left <= right,
  ">": (left, right) => left > right,
  ">=": (left, right) => left >= right,
  "+": (left, right) => left + right,
  "-": (left, right) => left - right,
  "*": (left, right) => left * right,
  "/": (left, right) => left / right,
};

function areEqual(left: unknown, right: unknown): boolean {
  const [one, other] = [left ?? null, right ?? null];
  if (isNumber(one) && isNumber(other)) return Number(one) === Number(other);
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return one === other;
  return canonical(one) === canonical(other);
}
