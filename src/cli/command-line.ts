import type { Report } from "../simulation/report.js";

/** What a command plays or shows: a run of a scenario, by its seed and what was set. */
export interface Subject {
  readonly scenario: string;
  readonly set: readonly string[];
}

/** The command line for a run, with what was set. */
export function commandFor(command: string, seed: string, { scenario, set }: Subject, options = ""): string {
  const settings = set.map((setting) => ` --set ${quote(setting)}`).join("");
  return `sim ${command} --seed ${quote(seed)}${settings}${options} ${quote(scenario)}`;
}

/** The option that shows a run where it failed; `null` if it did not. */
export function stepOption({ verdict, properties, errors }: Report): string | null {
  if (verdict !== "failed") return null;
  const violated = properties.find((property) => property.verdict === "violated" && property.step !== null);
  const step = violated?.step ?? errors.find(({ excuse }) => excuse === null)?.step;
  return step === undefined || step === null ? "" : ` --step ${step}`;
}

/** An argument as a shell takes it. */
export function quote(argument: string): string {
  return /^[\w./:=@,+-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}
