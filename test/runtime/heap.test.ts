import { expect, test } from "vitest";
import { simulated } from "../../src/runtime/builtin.js";
import { program } from "../../src/runtime/program.js";
import { Rig } from "../support/rig.js";
import { survivors } from "../support/survivors.js";

test("a crash leaves nothing of a realm behind, whatever its program held on to", async () => {
  const realms: WeakRef<object>[] = [];
  const dgram = simulated(({ host, globals }) => {
    realms.push(new WeakRef(globals));
    return {
      listen: host.listen.bind(host),
      send: (to: string, channel: string, body: unknown) => host.send(to, channel, body, "datagram"),
    };
  });
  const leaky = program("./programs/leaky.mjs", { args: ["bob"], stdin: "text", builtins: { dgram } });
  const rig = new Rig({ ann: leaky, bob: leaky });
  const ann = rig.machine("ann");
  const cycle = async (from: number) => {
    for (let n = from; n < from + 10; n++) {
      rig.at(`${n}s`, () => ann.crash("pulled the plug")).at(`${n * 1000 + 500}ms`, () => ann.revive());
    }
    await rig.play(`${from * 1000 + 9900}ms`);
    return {
      alive: await survivors(realms, 3),
      heap: process.memoryUsage().heapUsed,
    };
  };
  const once = await cycle(1);
  const twice = await cycle(11);
  const thrice = await cycle(21);
  expect(realms.length).toBe(32);
  // Those of ann and bob, and at most the one that was touched last before them.
  for (const { alive } of [once, twice, thrice]) expect(alive).toBeLessThanOrEqual(3);
  expect(thrice.heap - twice.heap).toBeLessThan(1_000_000);
});
