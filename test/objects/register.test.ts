import { expect, test } from "vitest";
import { register } from "../../src/objects/register.js";
import { Replica } from "../../src/objects/sequential-object.js";

test("a register answers what was written last, and a compare-and-set whether it wrote", () => {
  const { read, write, cas } = register;
  const replica = new Replica(register);
  const requests = [read(), write(1), read(), cas(1, 2), cas(1, 3), read(), write(null), read()];
  expect(requests.map((request) => replica.execute(request))).toEqual([null, null, 1, true, false, 2, null, null]);
});

test("a compare-and-set that did not match is a read, and one of unknown outcome is not", () => {
  const { isRead, read, write, cas } = register;
  expect([isRead(read()), isRead(write(1)), isRead(cas(1, 2))]).toEqual([true, false, false]);
  expect([isRead(cas(1, 2), false), isRead(cas(1, 2), true)]).toEqual([true, false]);
});
