import { cpus } from "node:os";
import { checksBench } from "./checks.js";
import { frameBench } from "./explorer-frame.js";
import { huntBench } from "./hunt.js";
import { libp2pBench } from "./libp2p.js";
import { linearizabilityBench } from "./linearizability.js";
import { maelstromBench } from "./maelstrom.js";
import { memoryBench } from "./memory.js";
import { messagesBench, programsBench } from "./messages.js";
import { queueBench } from "./queue.js";
import { raftElectionBench } from "./raft-election.js";
import { realmsBench } from "./realms.js";
import { recordingBench } from "./recording.js";
import { scenariosBench } from "./scenarios.js";
import { transactionsBench } from "./transactions.js";
import { twinsBench } from "./twins.js";

/*
 * All benches, or those named on the command line. They measure in a process that others have warmed up for other work,
 * as a user's would be: alone, some come out faster.
 */

const benches: Readonly<Record<string, () => void | Promise<void>>> = {
  queue: queueBench,
  messages: messagesBench,
  programs: programsBench,
  realms: realmsBench,
  memory: memoryBench,
  scenarios: scenariosBench,
  "raft-election": raftElectionBench,
  recording: recordingBench,
  "explorer-frame": frameBench,
  checks: checksBench,
  linearizability: linearizabilityBench,
  transactions: transactionsBench,
  hunt: huntBench,
  maelstrom: maelstromBench,
  libp2p: libp2pBench,
  twins: twinsBench,
};

async function main(named: readonly string[]): Promise<void> {
  const unknown = named.filter((name) => !Object.hasOwn(benches, name));
  if (unknown.length > 0) {
    console.error(`there is no bench ${unknown.join(", ")}; there are: ${Object.keys(benches).join(", ")}`);
    process.exitCode = 2;
    return;
  }
  const [processor] = cpus();
  console.log(`Node ${process.version}, ${processor?.model.trim() ?? "unknown processor"}, ${cpus().length} cores`);
  for (const name of named.length > 0 ? named : Object.keys(benches)) await benches[name]();
}

await main(process.argv.slice(2));
