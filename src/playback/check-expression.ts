import { didYouMean, list } from "../scenario/field.js";
import { partOf } from "./evaluate.js";
import { type Expression, nodeParts, type Operator } from "./expression.js";
import { type Kind, kindOf, kindsOf, tellKinds } from "./kinds.js";
import { attempt, Misread, type TextMistake } from "./mistake.js";
import type { NodeMoment } from "./moment.js";
import type { Recording } from "./recording.js";
import { samplesOf } from "./samples.js";

export interface Checked {
  /** Empty if nobody can tell. */
  readonly kinds: ReadonlySet<Kind>;
}

/**
 * Checks that what an expression names exists, and that it compares like with like: by the nodes as they are at some steps
 * of the run, since no types are known of their states.
 */
export function checkExpression(expression: Expression, recording: Recording): Checked | TextMistake {
  return attempt(() => ({ kinds: new Checker(recording).kindsOf(expression) }));
}

/** Checks an expression that has to be true or false. */
export function checkCondition(expression: Expression, recording: Recording): Checked | TextMistake {
  return attempt(() => {
    const checker = new Checker(recording);
    checker.expectCondition(expression);
    return { kinds: conditions };
  });
}

const conditions: ReadonlySet<Kind> = new Set(["true or false"]);
const numbers: ReadonlySet<Kind> = new Set(["a number"]);
const lengths: ReadonlySet<Kind> = new Set(["a length of time"]);
const statuses: readonly string[] = ["up", "paused", "crashed", "stopped"];

class Checker {
  private readonly recording: Recording;

  constructor(recording: Recording) {
    this.recording = recording;
  }

  kindsOf(expression: Expression): ReadonlySet<Kind> {
    switch (expression.kind) {
      case "literal":
        return new Set([kindOf(expression.value)]);
      case "now":
      case "length":
        return lengths;
      case "node":
      case "part":
      case "place":
        return kindsOf(this.valuesOf(expression));
      case "unary":
        if (expression.operator === "!") return this.expectCondition(expression.of);
        return this.expectNumber(expression.of, "-");
      case "binary":
        return this.combine(expression.operator, expression.left, expression.right, expression.column);
      case "nodes":
        this.expectCondition(expression.of);
        return expression.quantifier === "count" ? numbers : conditions;
    }
  }

  expectCondition(expression: Expression): ReadonlySet<Kind> {
    const kinds = this.kindsOf(expression);
    if (kinds.size > 0 && !kinds.has("true or false")) {
      throw new Misread(startOf(expression), `this is ${tellKinds(kinds)}, and no condition`);
    }
    return conditions;
  }

  /** What a path can lead to. Throws if nothing is ever there. */
  private valuesOf(expression: Expression): readonly unknown[] {
    if (expression.kind === "node") return this.nodesOf(expression.name, expression.nameColumn);
    if (expression.kind === "place") {
      const kinds = this.kindsOf(expression.at);
      if (kinds.size > 0 && !kinds.has("a number") && !kinds.has("a text")) {
        throw new Misread(expression.column, `this is ${tellKinds(kinds)}, and no place in a list`);
      }
      return this.valuesOf(expression.of).flatMap((value) => partsOf(value));
    }
    if (expression.kind !== "part") {
      this.kindsOf(expression);
      return [];
    }
    const { of, key, column } = expression;
    const wholes = this.valuesOf(of);
    const parts = wholes.map((whole) => partOf(whole, key)).filter((part) => part !== undefined);
    if (parts.length > 0 || wholes.length === 0) return parts;
    if (of.kind === "node") throw new Misread(column, unknownPart(key, nodeParts, "a node"));
    const kinds = kindsOf(wholes);
    if (!kinds.has("an object") && !kinds.has("nothing"))
      throw new Misread(column, `${tellKinds(kinds)} has no "${key}"`);
    const keys = keysOf(wholes);
    // An object whose keys come and go may get this one, too.
    if (keys.fixed && keys.all.length > 0) throw new Misread(column, unknownPart(key, keys.all, "it"));
    return [];
  }

  private nodesOf(name: string | null, column: number): readonly NodeMoment[] {
    const names = this.recording.peers.slice(0, this.recording.nodeCount);
    if (name !== null && !names.includes(name)) {
      throw new Misread(column, `there is no node "${name}"${didYouMean(name, names) || ` (nodes: ${list(names)})`}`);
    }
    return samplesOf(this.recording).flatMap((nodes) => nodes.filter((node) => name === null || node.name === name));
  }

  private expectNumber(expression: Expression, operator: string): ReadonlySet<Kind> {
    const kinds = this.kindsOf(expression);
    if (kinds.size > 0 && !kinds.has("a number") && !kinds.has("a length of time")) {
      throw new Misread(startOf(expression), `${operator} needs numbers, and this is ${tellKinds(kinds)}`);
    }
    return kinds;
  }

  private combine(operator: Operator, left: Expression, right: Expression, column: number): ReadonlySet<Kind> {
    if (operator === "&&" || operator === "||") {
      this.expectCondition(left);
      return this.expectCondition(right);
    }
    if (operator === "==" || operator === "!=") {
      this.compare(left, right, column);
      return conditions;
    }
    const [one, other] = [this.expectNumber(left, operator), this.expectNumber(right, operator)];
    const areFactors = operator === "*" || operator === "/";
    if (!areFactors) this.expectUnit(left, one, right, other);
    if (operator.startsWith("<") || operator.startsWith(">")) return conditions;
    const isLength = [one, other].some((kinds) => kinds.has("a length of time"));
    return isLength && !(operator === "/" && other.has("a length of time")) ? lengths : numbers;
  }

  private compare(left: Expression, right: Expression, column: number): void {
    const [one, other] = [this.kindsOf(left), this.kindsOf(right)];
    this.expectUnit(left, one, right, other);
    this.expectWord(left, right);
    if (one.size === 0 || other.size === 0 || one.has("nothing") || other.has("nothing")) return;
    const plain = (kinds: ReadonlySet<Kind>) =>
      new Set([...kinds].map((kind) => (kind === "a length of time" ? "a number" : kind)));
    const [ones, others] = [plain(one), plain(other)];
    if (![...ones].some((kind) => others.has(kind))) {
      throw new Misread(column, `this compares ${tellKinds(one)} with ${tellKinds(other)}`);
    }
  }

  /** A time and a bare number are hardly meant to be put side by side. */
  private expectUnit(left: Expression, one: ReadonlySet<Kind>, right: Expression, other: ReadonlySet<Kind>): void {
    for (const [bare, kinds] of [
      [left, other],
      [right, one],
    ] as const) {
      if (
        bare.kind === "literal" &&
        typeof bare.value === "number" &&
        bare.value !== 0 &&
        kinds.has("a length of time")
      ) {
        throw new Misread(bare.column, `${bare.value} needs a unit, as in ${bare.value}s`);
      }
    }
  }

  /** A word that is none of those there are. */
  private expectWord(left: Expression, right: Expression): void {
    for (const [path, word] of [
      [left, right],
      [right, left],
    ] as const) {
      if (path.kind !== "part" || word.kind !== "literal" || typeof word.value !== "string") continue;
      const words = this.wordsOf(path);
      if (words.length > 0 && !words.includes(word.value)) {
        throw new Misread(word.column, unknownPart(word.value, words, path.key));
      }
    }
  }

  private wordsOf({ of, key }: Extract<Expression, { kind: "part" }>): readonly string[] {
    if (key === "status" && of.kind === "node") return statuses;
    if (key !== "role" || of.kind !== "part" || of.key !== "state" || of.of.kind !== "node") return [];
    const { name } = of.of;
    const processes = Object.entries(this.recording.plan.processes).filter(([own]) => name === null || own === name);
    const roles = processes.map(([, { roles }]) => roles ?? []);
    return roles.some(({ length }) => length === 0) ? [] : [...new Set(roles.flat())];
  }
}

function unknownPart(key: string, known: readonly string[], of: string): string {
  return `${of} has no "${key}"${didYouMean(key, known) || ` (there is ${list(known)})`}`;
}

/** The keys of some objects, and whether all have the same. */
function keysOf(wholes: readonly unknown[]): { readonly all: readonly string[]; readonly fixed: boolean } {
  const lists = wholes.flatMap((whole) => {
    if (typeof whole !== "object" || whole === null || Array.isArray(whole)) return [];
    return [whole instanceof Map ? [...whole.keys()].map(String) : Object.keys(whole)];
  });
  const all = [...new Set(lists.flat())];
  return { all, fixed: lists.every(({ length }) => length === all.length) };
}

function partsOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (value instanceof Map) return [...value.values()];
  return typeof value === "object" && value !== null ? Object.values(value) : [];
}

function startOf(expression: Expression): number {
  if (expression.kind === "binary") return startOf(expression.left);
  if (expression.kind === "part" || expression.kind === "place") return startOf(expression.of);
  return expression.column;
}
