import { drawTimetable } from "../faults/swarm.js";
import { Seed, type SeedLike } from "../kernel/random.js";
import { type Mistake, Refusal } from "../kernel/refusal.js";
import { readCast } from "./cast.js";
import { type Draw, Draws, faultsName } from "./draw.js";
import { Field, isRecord } from "./field.js";
import { override, readSettings } from "./override.js";
import { isSwarm, readSwarm } from "./read-swarm.js";
import type { DrawnScenario, Nodes, Scenario } from "./scenario.js";

/** What a scenario file has: a form, or a function that makes one from what is drawn for a seed. */
export type ScenarioSource<N extends Nodes = Nodes> = Scenario<N> | ((draw: Draw) => Scenario<N>);

const ofDraw = "draw.";

/**
 * The form that is played from a seed: what the scenario leaves to chance is drawn, what was set from outside is put in
 * place (`path=value` each; `draw.name=value` for a draw), and from what it is then, a swarm draws its timetable. A form
 * that leaves nothing open is given back.
 */
export function realise<N extends Nodes>(
  source: ScenarioSource<N>,
  seed: SeedLike,
  settings: readonly string[] = [],
): DrawnScenario<N> {
  const all = readSettings(settings);
  const isOfDraw = ({ path }: { readonly path: string }) => path.startsWith(ofDraw);
  const pinned = new Map(all.filter(isOfDraw).map(({ path, value }) => [path.slice(ofDraw.length), value]));
  const root = new Seed(seed);
  const draws = new Draws(root, pinned);
  const form = typeof source === "function" ? ask(source as (draw: Draw) => Scenario, draws) : (source as Scenario);
  draws.close();
  const drawn = draws.drawn.length === 0 ? form : { ...form, drawn: draws.drawn };
  const set = override(
    drawn,
    all.filter((setting) => !isOfDraw(setting)),
  );
  return drawFaults(set, root) as DrawnScenario<N>;
}

function drawFaults(form: Scenario, seed: Seed): Scenario {
  if (!isSwarm(form.faults)) return form;
  const mistakes: Mistake[] = [];
  const root = new Field("", form, mistakes);
  const plan = readSwarm(root.at("faults"), readCast(root));
  // They are told with all others, when the whole form is read.
  if (mistakes.length > 0) return form;
  const rows = drawTimetable(plan, seed);
  return {
    ...form,
    faults: rows as Scenario["faults"],
    drawn: [...(form.drawn ?? []), { name: faultsName, value: rows, tamer: [], distance: 0 }],
  };
}

function ask(source: (draw: Draw) => Scenario, draws: Draws): Scenario {
  const refuse = (value: unknown, problem: string): never => {
    throw new Refusal([{ path: "scenario", value, problem }]);
  };
  let form: unknown;
  try {
    form = source(draws);
  } catch (thrown) {
    if (thrown instanceof Refusal) throw thrown;
    return refuse(source, `threw ${String(thrown)}`);
  }
  return isRecord(form)
    ? (form as unknown as Scenario)
    : refuse(form, "must be an object: that is what its function returned");
}
