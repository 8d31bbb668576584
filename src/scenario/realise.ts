import { Seed, type SeedLike } from "../kernel/random.js";
import { Refusal } from "../kernel/refusal.js";
import { type Draw, Draws } from "./draw.js";
import { isRecord } from "./field.js";
import { override, readSettings } from "./override.js";
import type { Nodes, Scenario } from "./scenario.js";

/** What a scenario file has: a form, or a function that makes one from what is drawn for a seed. */
export type ScenarioSource<N extends Nodes = Nodes> = Scenario<N> | ((draw: Draw) => Scenario<N>);

const ofDraw = "draw.";

/**
 * The form that is played from a seed: what the scenario leaves to chance is drawn, then what was set from outside is
 * put in place (`path=value` each; `draw.name=value` for a draw). A form that leaves nothing open is given back.
 */
export function realise<N extends Nodes>(
  source: ScenarioSource<N>,
  seed: SeedLike,
  settings: readonly string[] = [],
): Scenario<N> {
  const all = readSettings(settings);
  const isOfDraw = ({ path }: { readonly path: string }) => path.startsWith(ofDraw);
  const pinned = new Map(all.filter(isOfDraw).map(({ path, value }) => [path.slice(ofDraw.length), value]));
  const draws = new Draws(new Seed(seed), pinned);
  const form = typeof source === "function" ? ask(source as (draw: Draw) => Scenario, draws) : (source as Scenario);
  draws.close();
  const drawn = draws.drawn.length === 0 ? form : { ...form, drawn: draws.drawn };
  return override(
    drawn,
    all.filter((setting) => !isOfDraw(setting)),
  ) as Scenario<N>;
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
