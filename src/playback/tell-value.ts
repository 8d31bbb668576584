import { canonical } from "../kernel/plain.js";
import { formatInstant } from "../kernel/time.js";
import { checkExpression } from "./check-expression.js";
import { evaluate } from "./evaluate.js";
import { isMistake } from "./mistake.js";
import { momentOf } from "./moment.js";
import { parseExpression } from "./parse-expression.js";
import type { Recording } from "./recording.js";

/** What an expression is after a step, or what is wrong with it: a line. */
export function tellValue(recording: Recording, text: string, step: number): string {
  const expression = parseExpression(text);
  if (isMistake(expression)) return expression.problem;
  const checked = checkExpression(expression, recording);
  if (isMistake(checked)) return checked.problem;
  const value = evaluate(expression, momentOf(recording, step));
  return `${text.trim()} is ${tell(value, checked.kinds.has("a length of time"))}`;
}

function tell(value: unknown, isTime: boolean): string {
  if (value === undefined) return "not there";
  return isTime && typeof value === "number" ? formatInstant(value) : canonical(value);
}
