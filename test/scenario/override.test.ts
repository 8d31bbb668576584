import { expect, test } from "vitest";
import { override as overrideBy, readSettings, writeSetting } from "../../src/scenario/override.js";
import type { Scenario } from "../../src/scenario/scenario.js";

const request = () => 1;
const form = {
  title: "t",
  duration: "60s",
  nodes: {},
  network: { loss: 0.1 },
  workload: { clients: 1, every: "1s", timeout: "1s", request },
  faults: [{ at: "1s", for: "2s", crash: "ann" }],
} as unknown as Scenario;

const override = (form: Scenario, settings: readonly string[]) => overrideBy(form, readSettings(settings));

test("data of a form is replaced by path, and the form itself stays as it is", () => {
  const before = structuredClone({ ...form, workload: undefined });
  const changed = override(form, [
    "duration=5m",
    "workload.clients=7",
    "faults[0].for=3s",
    "network.loss=0",
    "rest=1s",
  ]);
  expect(changed).toEqual({
    ...form,
    duration: "5m",
    rest: "1s",
    network: { loss: 0 },
    workload: { clients: 7, every: "1s", timeout: "1s", request },
    faults: [{ at: "1s", for: "3s", crash: "ann" }],
  });
  expect({ ...form, workload: undefined }).toEqual(before);
});

test("a value that is JSON is that, any other is a text", () => {
  expect(override(form, ['faults=[{"at":"2s","pause":"bob"}]']).faults).toEqual([{ at: "2s", pause: "bob" }]);
  expect(override(form, ["title=a = b"]).title).toBe("a = b");
});

test.each(["5m", "3", "null", "a = b", "", 3, null, ["x", "1"], { any: 2 }])(
  "%j is read back as it was written",
  (value) => {
    expect(readSettings([writeSetting({ path: "a[0].b", value })])).toEqual([{ path: "a[0].b", value }]);
  },
);

test("null takes a key out, and elements of a list, which keep their numbers until all else is done", () => {
  const faults = [1, 2, 3, 4].map((second) => ({ at: `${second}s`, crash: "ann" }));
  const settings = ["network=null", "faults[0]=null", "faults[2]=null", "faults[3].at=9s", "workload.clients=null"];
  const changed = override({ ...form, faults } as unknown as Scenario, settings);
  expect(changed).not.toHaveProperty("network");
  expect(changed.workload).toEqual({ every: "1s", timeout: "1s", request });
  expect(changed.faults).toEqual([
    { at: "2s", crash: "ann" },
    { at: "9s", crash: "ann" },
  ]);
});

test.each([
  ["duration", '--set: "duration" must be path=value, as in duration=5m'],
  ["=5", '--set: "=5" must be path=value, as in duration=5m'],
  ["faults[3].for=1s", '--set: "faults[3].for" leads nowhere: the list has 1 elements'],
  ["title.x=1", '--set: "title.x" leads nowhere: there is nothing inside "x"'],
])("%s is refused", (setting, says) => {
  expect(() => override(form, [setting])).toThrow(says);
});
