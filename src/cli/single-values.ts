import { Refusal } from "../kernel/refusal.js";

/** Refuses options that are given more than once, or without a value: the parser makes lists and empty texts of them. */
export function demandSingleValues(argv: Readonly<Record<string, unknown>>, names: readonly string[]): true {
  for (const name of names) {
    if (Array.isArray(argv[name])) throw new Refusal([{ path: `--${name}`, problem: "is given more than once" }]);
    if (argv[name] === "") throw new Refusal([{ path: `--${name}`, problem: "needs a value" }]);
  }
  return true;
}
