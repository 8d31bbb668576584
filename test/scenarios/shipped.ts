import asymmetric from "../../scenarios/asymmetric.js";
import clockSkew from "../../scenarios/clock-skew.js";
import crashStorm from "../../scenarios/crash-storm.js";
import expressApi from "../../scenarios/express-api.js";
import gossip from "../../scenarios/gossip.js";
import jobQueue from "../../scenarios/job-queue.js";
import libp2p from "../../scenarios/libp2p.js";
import lossyDisk from "../../scenarios/lossy-disk.js";
import partition from "../../scenarios/partition.js";
import payments from "../../scenarios/payments.js";
import sharedDocument from "../../scenarios/shared-document.js";
import splitVote from "../../scenarios/split-vote.js";
import swarm from "../../scenarios/swarm.js";
import writeAheadLog from "../../scenarios/write-ahead-log.js";
import type { Draw } from "../../src/scenario/draw.js";
import type { Scenario } from "../../src/scenario/scenario.js";

// biome-ignore lint/suspicious/noExplicitAny: of any nodes; a scenario's types end where it was written
export type AnyScenario = Scenario<any>;

/** A scenario, or what makes one from what is drawn. */
export type AnySource = AnyScenario | ((draw: Draw) => AnyScenario);

/** The scenarios that users get, by the names of their files. */
export const shipped = {
  partition,
  gossip,
  "crash-storm": crashStorm,
  "clock-skew": clockSkew,
  "split-vote": splitVote,
  "lossy-disk": lossyDisk,
  asymmetric,
  "job-queue": jobQueue,
  "write-ahead-log": writeAheadLog,
  payments,
  swarm,
  "express-api": expressApi,
  "shared-document": sharedDocument,
  libp2p,
} satisfies Readonly<Record<string, AnySource>>;

export type ShippedName = keyof typeof shipped;

export const shippedNames = Object.keys(shipped) as ShippedName[];

/** From how many seeds each is played, for a test that is to take a moment, and for one that may take long. */
export const seedsOf = (name: ShippedName) => slower[name] ?? { few: 20, many: 2_000 };

/** Real programs run their real libraries: a second or more for each run. */
const slower: Readonly<Partial<Record<ShippedName, { readonly few: number; readonly many: number }>>> = {
  "express-api": { few: 3, many: 200 },
  "shared-document": { few: 3, many: 200 },
  libp2p: { few: 1, many: 100 },
};

/** Those whose runs take a fraction of a second. */
export const quickNames = shippedNames.filter((name) => slower[name] === undefined);
