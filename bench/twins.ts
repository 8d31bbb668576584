import { drawTimetable, swarm } from "../src/faults/swarm.js";
import { type VerbName, verbs } from "../src/faults/verbs.js";
import { Seed } from "../src/kernel/random.js";
import { readCast } from "../src/scenario/cast.js";
import { Field } from "../src/scenario/field.js";
import { readSwarm } from "../src/scenario/read-swarm.js";
import type { Scenario } from "../src/scenario/scenario.js";
import { run } from "../src/simulation/run.js";
import { type Twin, twins } from "../test/scenarios/twins.js";
import { median, printTable } from "./table.js";

/*
 * How many seeds it takes until a mistake is found where nobody tells the faults: with all kinds of faults at once on
 * nodes that are drawn; as a swarm, where each seed has some kinds only; and as a swarm that aims at roles, too. The
 * nodes, networks, disks and clients are those of the twins in the tests; their own faults, which were chosen so that
 * the mistake shows, are taken out. What is found by a slow recovery only is left out: under faults at random, a correct
 * protocol may be slow, too.
 */

const repetitions = 5;
/** Of each repetition. */
const mostSeeds = 100;
/** No longer than it takes: a Raft cluster of one minute costs three times as much, and shows the same. */
const longest = "20s";

const lawful = (Object.keys(verbs) as VerbName[]).filter((name) => !("lawless" in verbs[name]));
/** A twin that believes liars meets liars. */
const lies: readonly VerbName[] = ["tamper", "equivocate", "replay"];
const kindsOf = ({ mistake }: Twin) => (mistake.includes("unsigned") ? [...lawful, ...lies] : lawful);

type Nemesis = (twin: Twin, form: Scenario, seed: string) => Scenario | null;

const nemeses: Readonly<Record<string, Nemesis>> = {
  "all kinds": (twin, form, seed) => {
    const faults = swarm({ kinds: kindsOf(twin), whom: ["any"] });
    const root = new Field("", { ...form, faults }, []);
    const plan = readSwarm(root.at("faults"), readCast(root));
    return { ...form, faults: drawTimetable(plan, new Seed(seed), plan.kinds) as Scenario["faults"] };
  },
  swarm: (twin, form) => ({ ...form, faults: swarm({ kinds: kindsOf(twin), whom: ["any"] }) }),
  "swarm, roles": (twin, form) => {
    const { roles } = readCast(new Field("", form, []));
    return roles.length === 0 ? null : { ...form, faults: swarm({ kinds: kindsOf(twin), whom: ["any", ...roles] }) };
  },
};

export async function twinsBench(): Promise<void> {
  const rows: string[][] = [];
  for (const twin of twins) {
    if (typeof twin.broken === "function" || twin.of === "libp2p" || twin.caughtBy.startsWith("healthy")) continue;
    const form = untold(twin);
    const cells: string[] = [];
    for (const nemesis of Object.values(nemeses)) cells.push(...(await findings(twin, form, nemesis)));
    rows.push([twin.mistake, twin.of, ...cells]);
  }
  const header = Object.keys(nemeses).flatMap((name) => [`${name}: seeds`, "s"]);
  const title = `Seeds and seconds to the first failure: medians of ${repetitions} ranges of ${mostSeeds} seeds`;
  printTable(title, ["mistake", "scenario", ...header], rows);
}

/** A twin without its own faults, and without what is promised of these only. */
function untold({ of, broken }: Twin): Scenario {
  const { recovers, sometimes, ...form } = broken as Scenario;
  // A lock whose clock is set back may keep others out until long after the end.
  const eventually = of === "clock-skew" ? {} : form.eventually;
  return { ...form, ...(eventually === undefined ? {} : { eventually }), duration: longest };
}

async function findings(twin: Twin, form: Scenario, nemesis: Nemesis): Promise<readonly [seeds: string, s: string]> {
  const counts: number[] = [];
  const lengthsS: number[] = [];
  const isLost = () => counts.filter((count) => count > mostSeeds).length > repetitions / 2;
  for (let repetition = 0; repetition < repetitions && !isLost(); repetition++) {
    const startMs = performance.now();
    const count = await seedsToFailure(twin, form, nemesis, repetition);
    if (count === null) return ["no roles", ""];
    counts.push(count);
    lengthsS.push((performance.now() - startMs) / 1_000);
  }
  return isLost() ? [`> ${mostSeeds}`, ""] : [median(counts).toFixed(0), median(lengthsS).toFixed(1)];
}

/** More than there are if none fails; null if there is nothing of the kind to try. */
async function seedsToFailure(
  twin: Twin,
  form: Scenario,
  nemesis: Nemesis,
  repetition: number,
): Promise<number | null> {
  for (let count = 1; count <= mostSeeds; count++) {
    const seed = String(10_000 + repetition * mostSeeds + count);
    const played = nemesis(twin, form, seed);
    if (played === null) return null;
    const { verdict } = await run(played, { seed });
    if (verdict === "failed") return count;
  }
  return mostSeeds + 1;
}
