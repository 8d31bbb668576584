import type { Duration } from "../kernel/time.js";
import type { Workload } from "../scenario/scenario.js";
import { type Arbitrary, constant, integer, record } from "./arbitrary.js";
import { lengths, readSpan } from "./lengths.js";

export interface WorkloadOptions<Request> {
  /** What clients ask for: it is the same in all workloads. */
  readonly request: Workload<Request>["request"];
  /** 1 to 5 unless given. */
  readonly clients?: readonly [fewest: number, most: number];
  /** 10 ms to 200 ms unless given. */
  readonly every?: readonly [shortest: Duration, longest: Duration];
  /** 100 ms to 2 s unless given. */
  readonly timeout?: readonly [shortest: Duration, longest: Duration];
  /** The most requests of each client; as many as there is time for, unless given. */
  readonly requests?: readonly [fewest: number, most: number];
}

/** Workloads around given requests: how many clients there are, how often they ask, and how long they wait. */
export function workloads<const Request>({
  request,
  clients: [fewest, most] = [1, 5],
  every = ["10ms", "200ms"],
  timeout = ["100ms", "2s"],
  requests,
}: WorkloadOptions<Request>): Arbitrary<Omit<Workload<Request>, "to">> {
  const fields = {
    clients: integer({ min: fewest, max: most }),
    every: lengths(readSpan("every", every)),
    timeout: lengths(readSpan("timeout", timeout)),
    request: constant(request),
  };
  const plain = { noNullPrototype: true };
  if (requests === undefined) return record(fields, plain);
  return record({ ...fields, requests: integer({ min: requests[0], max: requests[1] }) }, plain);
}
