import { brokenBy } from "../checks/broken-by.js";
import type { Consistency, History, Judgement } from "../checks/history.js";
import { type Episode, recoveryReport } from "../checks/recovery.js";
import type { Occurrence } from "../faults/timetable.js";
import { formatInstant, formatLength } from "../kernel/time.js";
import type { Plan, RecoveryPlan } from "../scenario/plan.js";
import type { LevelReport, PropertyReport, Report } from "./report.js";
import type { Watch } from "./watch.js";

/** Judges what the clients saw; with the levels of each check that tells them. */
export function judgeHistory(
  plan: Plan,
  history: History,
  finished: boolean,
  locates: boolean,
): { readonly properties: readonly PropertyReport[]; readonly levels: readonly LevelReport[] } {
  const levels: LevelReport[] = [];
  const properties = plan.consistency.map((check) => {
    if (!finished) return propertyReport("consistency", check.name, "not judged", []);
    const judgement = judge(check, history, plan.limits.searchSteps);
    levels.push(...levelsOf(check, history, judgement, plan.limits.searchSteps));
    if (judgement.verdict === "valid") return propertyReport("consistency", check.name, "held", []);
    if (judgement.verdict === "unknown")
      return propertyReport("consistency", check.name, "unknown", [judgement.reason]);
    const by = locates ? brokenBy(history, check) : null;
    const where = by === null ? {} : { step: by.completedAt, atUs: by.completedUs };
    return { ...propertyReport("consistency", check.name, "violated", judgement.evidence), ...where };
  });
  return { properties, levels };
}

function judge(check: Consistency, history: History, maxSteps: number): Judgement {
  try {
    return check.judge(history, maxSteps);
  } catch (thrown) {
    return { verdict: "unknown", steps: 0, reason: `the check threw ${String(thrown)}` };
  }
}

function levelsOf(check: Consistency, history: History, judgement: Judgement, maxSteps: number): LevelReport[] {
  try {
    const levels = check.levels?.(history, judgement, maxSteps) ?? [];
    return levels.map((level) => ({ check: check.name, ...level }));
  } catch {
    // Whatever it throws at, the judgement of the check itself stands, and says so if it was the same.
    return [];
  }
}

/** Judges how the service recovered; nothing where the scenario does not ask for it. */
export function judgeRecovery(
  plan: Plan,
  { healthChanges, detectionsUs }: Watch,
  faults: readonly Occurrence[],
  endUs: number,
  finished: boolean,
): {
  readonly report: Report["recovery"];
  readonly availability: Report["availability"]["time"];
  readonly properties: readonly PropertyReport[];
} {
  const { recovers } = plan;
  if (recovers === null) return { report: null, availability: null, properties: [] };
  const { withinUs, settleUs } = recovers;
  const report = recoveryReport({ changes: healthChanges, detectionsUs, faults, endUs }, { withinUs, settleUs });
  const { startedUs, observedUs, downUs, episodes } = report;
  const late = episodes.filter(({ lengthUs }) => lengthUs > withinUs);
  const open = episodes.filter(({ recovered, lengthUs }) => !recovered && lengthUs <= withinUs);
  const early = faults.find(({ beganUs }) => startedUs !== null && beganUs < startedUs);
  const name = `healthy within ${formatLength(withinUs)}`;
  const property = (): PropertyReport => {
    if (startedUs === null) return propertyReport("recovers", name, "never happened", ["It was never healthy."]);
    if (late.length > 0) return propertyReport("recovers", name, "violated", late.map(describe));
    if (!finished) return propertyReport("recovers", name, "not judged", []);
    if (open.length > 0)
      return propertyReport(
        "recovers",
        name,
        "unknown",
        open.map((one) => censored(one, recovers, endUs)),
      );
    if (early !== undefined) {
      const when = formatInstant(early.beganUs);
      const evidence = [`It was not healthy yet when "${early.text}" began at ${when}.`];
      return propertyReport("recovers", name, "unknown", evidence);
    }
    return propertyReport("recovers", name, "held", []);
  };
  const upUs = observedUs - downUs;
  return {
    report: { ...report, withinUs, settleUs },
    availability: { upUs, observedUs, ratio: observedUs === 0 ? null : upUs / observedUs },
    properties: [property()],
  };
}

function describe({ beganUs, lengthUs, recovered, causes }: Episode): string {
  const cause = causes.length === 0 ? "" : ` (${causes.join("; ")})`;
  const how = recovered ? `took ${formatLength(lengthUs)}` : `had not come after ${formatLength(lengthUs)}`;
  return `Unhealthy from ${formatInstant(beganUs)}${cause}: recovery ${how}.`;
}

function censored({ beganUs, lengthUs }: Episode, { withinUs, settleUs }: RecoveryPlan, endUs: number): string {
  if (beganUs + lengthUs === endUs) {
    return `Unhealthy from ${formatInstant(beganUs)} to the end: that is not yet more than ${formatLength(withinUs)}.`;
  }
  const since = formatInstant(beganUs + lengthUs);
  return `Unhealthy from ${formatInstant(beganUs)}; from ${since} to the end there is less than ${formatLength(settleUs)}.`;
}

function propertyReport(
  kind: PropertyReport["kind"],
  name: string,
  verdict: PropertyReport["verdict"],
  evidence: readonly string[],
): PropertyReport {
  return { kind, name, verdict, step: null, atUs: null, evidence, nodes: [] };
}
