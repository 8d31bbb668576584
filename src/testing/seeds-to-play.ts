import { listSeeds, parseSeeds, type Seeds } from "../hunt/seeds.js";
import { Refusal } from "../kernel/refusal.js";

/** How many seeds, from 1 on; a range or a list of them as a text, `1..200` or `1,5,9`; or a list. */
export type SeedsOption = number | string | readonly (string | number)[];

/** What the environment asks for: SIM_SEED plays just one seed, SIM_SEEDS others than the test names. */
export interface SeedEnvironment {
  readonly SIM_SEED?: string;
  readonly SIM_SEEDS?: string;
}

/** Which seeds a test plays. */
export interface SeedsToPlay {
  readonly seeds: Seeds;
  /** One run is looked at by itself: it is not asked to show what many runs show together. */
  readonly single: boolean;
}

const defaultCount = 100;

/** Decides which seeds a test plays; what somebody sets for this one run of the tests comes first. */
export function seedsToPlay(option: SeedsOption = defaultCount, environment: SeedEnvironment): SeedsToPlay {
  const { SIM_SEED: seed, SIM_SEEDS: text } = environment;
  if (seed) return { seeds: listSeeds([seed]), single: true };
  if (text) return { seeds: parseSeeds(text, "SIM_SEEDS"), single: false };
  return { seeds: readSeeds(option), single: false };
}

function readSeeds(option: SeedsOption): Seeds {
  if (typeof option === "string") return parseSeeds(option, "seeds");
  if (typeof option === "number" && Number.isSafeInteger(option) && option > 0)
    return parseSeeds(`1..${option}`, "seeds");
  if (Array.isArray(option) && option.length > 0) return listSeeds(option);
  const problem = 'must be how many seeds to play, or which: 200, "1..200", "1,5,9", [1, 5, 9]';
  throw new Refusal([{ path: "seeds", value: option, problem }]);
}
