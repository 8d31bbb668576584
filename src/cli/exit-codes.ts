import type { Summary } from "../hunt/summary.js";
import type { Verdict } from "../simulation/report.js";

/** What the command's exit code means; printed by `--help`. */
export const ExitCode = {
  passed: 0,
  failed: 1,
  usersMistake: 2,
  inconclusive: 3,
  notDeterministic: 4,
  ourBug: 70,
  interrupted: 130,
} as const;

export function exitCodeOf(verdict: Verdict): number {
  return ExitCode[verdict];
}

/** A run that is another one each time is worse than one that fails: nothing else that was found can be trusted. */
export function exitCodeOfHunt({ verdict, scenarios }: Summary): number {
  const diverged = scenarios.some(({ outcomes }) => outcomes.diverged > 0);
  return diverged ? ExitCode.notDeterministic : exitCodeOf(verdict);
}

export const exitCodeHelp = `Exit codes:
  0 passed   1 failed   2 your mistake   3 inconclusive (a limit, or something was not tested)
  4 not deterministic, or the replay diverged   70 a bug of faultline   130 interrupted`;
