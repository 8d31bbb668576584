import { expect, test } from "vitest";
import { simulated } from "../../src/runtime/builtin.js";
import { makeOs } from "../../src/runtime/modules/os.js";
import { program } from "../../src/runtime/program.js";
import type { Realm } from "../../src/runtime/realm.js";
import { Rig } from "../support/rig.js";
import { survivors } from "../support/survivors.js";

test("a crash leaves nothing of a peer of libp2p behind, whatever its libraries held on to", async () => {
  const realms: WeakRef<object>[] = [];
  const os = simulated((realm: Realm) => {
    realms.push(new WeakRef(realm.globals));
    return makeOs(realm);
  });
  const peer = (other: string) =>
    program("../../scenarios/libp2p/node.ts", { args: ["4001", `${other}:4001`], builtins: { os } });
  const rig = new Rig({ ann: peer("bob"), bob: peer("ann") });
  const ann = rig.machine("ann");
  for (let n = 1; n <= 20; n++) {
    rig.at(`${n}s`, () => ann.crash("pulled the plug")).at(`${n * 1000 + 100}ms`, () => ann.revive());
  }
  await rig.play("21s");
  expect(realms.length).toBe(22);
  // Those of ann and bob, and what was touched last before them.
  expect(await survivors(realms, 4)).toBeLessThanOrEqual(4);
});
