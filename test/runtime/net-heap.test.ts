import { expect, test } from "vitest";
import { simulated } from "../../src/runtime/builtin.js";
import { program } from "../../src/runtime/program.js";
import { Rig } from "../support/rig.js";
import { survivors } from "../support/survivors.js";

test("a crash leaves nothing of servers, sockets and requests behind, neither here nor at the other end", async () => {
  const realms: WeakRef<object>[] = [];
  const dgram = simulated(({ globals }) => ({ mark: () => realms.push(new WeakRef(globals)) }));
  const leaky = (other: string) => program("./programs/net/leaky.mjs", { args: [other], builtins: { dgram } });
  const rig = new Rig({ ann: leaky("bob"), bob: leaky("ann") });
  const ann = rig.machine("ann");
  for (let n = 1; n <= 20; n++) {
    rig.at(`${n}s`, () => ann.crash("pulled the plug")).at(`${n * 1000 + 500}ms`, () => ann.revive());
  }
  await rig.play("40s");
  expect(realms.length).toBe(22);
  // Those of ann and bob, and at most the one that was touched last before them.
  expect(await survivors(realms, 3)).toBeLessThanOrEqual(3);
});
