import { type Failure, nameOf, type RunRecord, recordLoss, recordRun } from "../../src/hunt/run-record.js";
import { type Bug, type Summary, summarise } from "../../src/hunt/summary.js";
import { record } from "../../src/playback/record.js";
import { violationsOf } from "../../src/playback/violations.js";
import { reasonsFor } from "../../src/playback/why.js";
import type { FollowUp, HuntCircumstances } from "../../src/reports/hunt-circumstances.js";
import type { Scenario } from "../../src/scenario/scenario.js";
import { lossesBeforeFailure } from "../../src/simulation/losses.js";
import type { Report } from "../../src/simulation/report.js";
import { type ShippedName, shipped } from "../scenarios/shipped.js";
import { reportOf } from "../scenarios/survey.js";
import { twins } from "../scenarios/twins.js";

/** Commands as the command line makes them, and what shrinking is imagined to have left of the first bug. */
export const circumstances: HuntCircumstances = {
  elapsedMs: 2_500,
  workers: 2,
  interrupted: false,
  followUp({ scenario, property, shortest: { seed, failure } }: Bug): FollowUp {
    const name = `.faultline/${scenario.replace(/^.*\/|\.ts$/g, "")}-${seed}.json`;
    const step = failure?.step == null ? "" : ` --step ${failure.step}`;
    const replay = `sim run --seed ${seed} ${scenario}`;
    if (failure === null) return { commands: { replay }, capsule: null, shrunk: null };
    const commands = {
      replay,
      look: `sim explore --seed ${seed}${step} ${scenario}`,
      kept: `sim replay ${name}`,
      shrink: `sim shrink ${name}`,
    };
    const shrunk = {
      from: "6 faults, 1389 events",
      to: "1 fault, 204 events",
      rows: ['{ at: "3s", for: "6s", pause: "ann" },'],
      capsule: name.replace(".json", "-small.json"),
    };
    return { commands, capsule: name, shrunk: property.startsWith("always") ? shrunk : null };
  },
};

/** Runs of three scenarios, two of them with broken twins among them; one run never came to its end. */
export async function brokenHunt(): Promise<Summary> {
  return summarise([
    ...(await runsOf("clock-skew", twin("a store without fencing"), 8)),
    ...(await runsOf("job-queue", twin("a ledger that enters all it gets"), 6)),
    ...(await runsOf("gossip", shipped.gossip as unknown as Scenario, 2)),
    recordLoss("scenarios/gossip.ts", "3", "hung", ["no event for 10 s"], 10_000),
  ]);
}

/** Runs of scenarios as they are shipped, enough that everything was tested. */
export async function soundHunt(): Promise<Summary> {
  return summarise(await runsOf("clock-skew", shipped["clock-skew"] as unknown as Scenario, 3));
}

/** One run of a scenario that asks for what cannot happen in it. */
export async function idleHunt(): Promise<Summary> {
  const form = { ...shipped["job-queue"], sometimes: { "the broker has two minds": () => false } };
  return summarise(await runsOf("job-queue", form as unknown as Scenario, 1));
}

export const emptyHunt: Summary = summarise([]);

/** What no scenario should say, in any place that a report shows. */
const hostile = `<script>alert("&'")</script> | \`rm\` ]]> ::error::%0A \u001b[31mred\u001b[0m \u0000\u0007 \u202eevil \ud800 \ufffe\n# two\r\nlines`;

/** A hunt of which each text is hostile, and each list long. */
export function hostileHunt(bugs: number, text = hostile): Summary {
  const failure = (place: number): Failure => ({
    property: `always "${text}"`,
    signature: `${place} ${text}`,
    causes: Array.from({ length: 30 }, () => text),
    step: 7,
    atUs: 7,
    evidence: Array.from({ length: 30 }, () => text),
    losses: Array.from({ length: 30 }, () => text),
    drawn: [{ name: text, value: text }],
  });
  const records = Array.from({ length: bugs }, (_, place): RunRecord => {
    const seed = `${place} ${text}`;
    const nothing = { digest: "", events: 9, virtualUs: 9, wallMs: 1 };
    const tested = {
      properties: { [`always "${text}"`]: "violated" as const },
      faults: { [text]: 0 },
      sites: { [text]: 0 },
    };
    const found = { reasons: [text], failure: failure(place) };
    return { kind: "run", scenario: `${text}.ts`, seed, outcome: "failed", ...found, ...nothing, ...tested };
  });
  const doubtful = recordLoss(`${text}.ts`, "x", "hung", [text], 1);
  return summarise([...records, doubtful, { ...doubtful, outcome: "inconclusive" }]);
}

function twin(mistake: string): Scenario {
  return twins.find((one) => one.mistake === mistake)?.broken as Scenario;
}

async function runsOf(name: ShippedName, form: Scenario, seeds: number): Promise<RunRecord[]> {
  const records: RunRecord[] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    const report = await reportOf(form, seed);
    records.push(recordRun(`scenarios/${name}.ts`, report, await failureOf(report, form), 100));
  }
  return records;
}

/** The causes without what differs from run to run: about as a hunt tells them. */
async function failureOf(report: Report, form: Scenario): Promise<Failure | null> {
  if (report.verdict !== "failed") return null;
  const recording = await record(form, { seed: report.seed });
  const [{ property, steps }] = violationsOf(recording);
  const { step, atUs, evidence } = property;
  const alike = (text: string) => text.replace(/,? (?:at|since|from) \d+\.\d+ s/g, "").replace(/\d+/g, "n");
  const causes = reasonsFor(recording, steps[0]).map(({ text }) => alike(text));
  const signature = `${nameOf(property)} ${evidence.map(alike).join()}`;
  const losses = lossesBeforeFailure(report);
  return { property: nameOf(property), signature, causes, step, atUs, evidence, losses, drawn: report.drawn };
}
