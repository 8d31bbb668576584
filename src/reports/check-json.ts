import type { CheckedHistory } from "../histories/judge-history.js";

/** What was found in some histories, for programs: one JSON object. */
export function checkJson(checked: readonly CheckedHistory[], verdict: CheckedHistory["verdict"]): string {
  const histories = checked.map(({ findings, ...rest }) => ({
    ...rest,
    findings: findings.map(({ name, judgement, lattice }) => ({
      name,
      ...judgement,
      ...(lattice.length === 0 ? {} : { lattice }),
    })),
  }));
  return `${JSON.stringify({ verdict, histories }, null, 2)}\n`;
}
