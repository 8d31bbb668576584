import { parseDuration } from "../kernel/time.js";
import { didYouMean, list } from "../scenario/field.js";
import { type Expression, nodeParts, type Operator, type Quantifier } from "./expression.js";
import { attempt, Misread, type TextMistake } from "./mistake.js";
import { readText, type Token, tokenize } from "./tokens.js";

/** Reads an expression; whether what it names exists is another question (`checkExpression`). */
export function parseExpression(text: string): Expression | TextMistake {
  return attempt(() => new Parser(tokenize(text)).read());
}

const quantifiers: readonly string[] = ["any", "all", "count"];
const comparisons: readonly string[] = ["==", "!=", "<=", ">=", "<", ">"];
const constants: Readonly<Record<string, boolean | null>> = { true: true, false: false, null: null };

class Parser {
  private readonly tokens: readonly Token[];
  private place = 0;
  /** Whether names stand for parts of the node that a quantifier is at. */
  private within: Quantifier | null = null;
  /** `any.` or `all.` of the comparison under way: it will be about some node, or each. */
  private open: { readonly quantifier: Quantifier; readonly column: number } | null = null;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  read(): Expression {
    if (this.tokens.length === 1) throw new Misread(this.next.column, "an expression is missing");
    const expression = this.quantified(this.or());
    if (this.next.kind !== "end") throw this.unexpected("an operator");
    return expression;
  }

  private get next(): Token {
    return this.tokens[this.place];
  }

  private take(): Token {
    return this.tokens[this.place++];
  }

  private accept(sign: string): Token | null {
    return this.next.kind === "sign" && this.next.text === sign ? this.take() : null;
  }

  private expect(sign: string): void {
    if (this.accept(sign) === null) throw this.unexpected(sign);
  }

  private unexpected(what: string): Misread {
    const { kind, text, column } = this.next;
    return new Misread(column, kind === "end" ? `${what} is missing` : `${what} is expected, not ${text}`);
  }

  private or(): Expression {
    return this.chain(["||"], () => this.chain(["&&"], () => this.not(), true), true);
  }

  /** Operands with operators between them, from left to right. Conditions are each about nodes of their own. */
  private chain(signs: readonly Operator[], operand: () => Expression, areConditions: boolean): Expression {
    let left = operand();
    while (this.next.kind === "sign" && (signs as readonly string[]).includes(this.next.text)) {
      const { text, column } = this.take();
      if (areConditions) left = this.quantified(left);
      const right = areConditions ? this.quantified(operand()) : operand();
      left = { kind: "binary", operator: text as Operator, left, right, column };
    }
    return left;
  }

  private not(): Expression {
    const sign = this.accept("!");
    if (sign === null) return this.comparison();
    return { kind: "unary", operator: "!", of: this.quantified(this.not()), column: sign.column };
  }

  private comparison(): Expression {
    const left = this.sum();
    if (this.next.kind !== "sign" || !comparisons.includes(this.next.text)) return left;
    const { text, column } = this.take();
    const right = this.sum();
    const compared = this.quantified({ kind: "binary", operator: text as Operator, left, right, column });
    if (comparisons.includes(this.next.text)) {
      throw new Misread(this.next.column, "comparisons do not chain: write a < b && b < c");
    }
    return compared;
  }

  private sum(): Expression {
    return this.chain(["+", "-"], () => this.chain(["*", "/"], () => this.minus(), false), false);
  }

  private minus(): Expression {
    const sign = this.accept("-");
    return sign === null ? this.path() : { kind: "unary", operator: "-", of: this.minus(), column: sign.column };
  }

  private path(): Expression {
    let of = this.start();
    for (;;) {
      if (this.accept(".") !== null) {
        if (this.next.kind !== "name") throw this.unexpected("a name");
        const { text, column } = this.take();
        of = { kind: "part", of, key: text, column };
        continue;
      }
      const bracket = this.accept("[");
      if (bracket === null) return of;
      const { column } = this.next;
      const at = this.sum();
      this.expect("]");
      const isKey = at.kind === "literal" && typeof at.value === "string";
      of = isKey ? { kind: "part", of, key: String(at.value), column } : { kind: "place", of, at, column };
    }
  }

  private start(): Expression {
    const { kind, text, column } = this.next;
    if (kind === "number") return { kind: "literal", value: Number(this.take().text), column };
    if (kind === "text") return { kind: "literal", value: readText(this.take()), column };
    if (kind === "length") {
      const lengthUs = parseDuration(text);
      if (typeof lengthUs !== "number") throw new Misread(column, `"${text}" ${lengthUs.problem}`);
      this.take();
      return { kind: "length", lengthUs, text, column };
    }
    if (kind === "name") return this.named(this.take());
    if (this.accept("(") !== null) {
      const inner = this.or();
      this.expect(")");
      return inner;
    }
    throw this.unexpected("a value");
  }

  private named({ text, column }: Token): Expression {
    if (Object.hasOwn(constants, text)) return { kind: "literal", value: constants[text], column };
    if (text === "now") return { kind: "now", column };
    if (text === "nodes") return this.node(column);
    if (quantifiers.includes(text)) return this.quantifier(text as Quantifier, column);
    const known = ["now", "nodes", ...quantifiers, ...(this.within === null ? [] : nodeParts)];
    if (!known.includes(text)) {
      const hint = didYouMean(text, known) || ` (names: ${list(known)})`;
      throw new Misread(column, `there is no "${text}"${hint}`);
    }
    return { kind: "part", of: { kind: "node", name: null, nameColumn: column, column }, key: text, column };
  }

  private node(column: number): Expression {
    if (this.accept("[") !== null) {
      const { kind, column: nameColumn } = this.next;
      if (kind !== "text") throw this.unexpected('the name of a node, as in nodes["ann"],');
      const name = readText(this.take());
      this.expect("]");
      return { kind: "node", name, nameColumn, column };
    }
    if (this.accept(".") === null) throw this.unexpected(". and the name of a node");
    if (this.next.kind !== "name") throw this.unexpected("the name of a node");
    const { text, column: nameColumn } = this.take();
    return { kind: "node", name: text, nameColumn, column };
  }

  private quantifier(quantifier: Quantifier, column: number): Expression {
    if (this.within !== null) throw new Misread(column, `${quantifier} cannot stand within ${this.within}( )`);
    if (this.accept("(") !== null) {
      const { open } = this;
      this.within = quantifier;
      this.open = null;
      const of = this.or();
      this.expect(")");
      this.within = null;
      this.open = open;
      return { kind: "nodes", quantifier, of, column };
    }
    if (quantifier === "count") throw this.unexpected("( and a condition");
    if (this.next.text !== ".") throw this.unexpected('"(" or "."');
    if (this.open !== null && this.open.quantifier !== quantifier) {
      throw new Misread(column, `${this.open.quantifier} and ${quantifier} cannot be compared with each other`);
    }
    this.open ??= { quantifier, column };
    return { kind: "node", name: null, nameColumn: column, column };
  }

  /** What is said of some node or of each, where `any.` or `all.` stands in a condition. */
  private quantified(of: Expression): Expression {
    const { open } = this;
    if (open === null) return of;
    this.open = null;
    return { kind: "nodes", quantifier: open.quantifier, of, column: open.column };
  }
}
