import { nothingLost } from "./set-results.js";
import { aList, halfReads, type Talk, type Workload } from "./workload.js";

type Change = { readonly kind: "add"; readonly element: number } | { readonly kind: "read" };

export const gSet: Workload = {
  distrustsErrors: true,
  replies: { add: {}, read: { value: aList } },
  source() {
    let next = 0;
    return halfReads(() => ({ kind: "add", element: next++ }));
  },
  *talk(operation): Talk {
    const asked = operation as Change;
    if (asked.kind === "read") return (yield { type: "read" }).value;
    yield { type: "add", element: asked.element };
    return null;
  },
  check: () => nothingLost("g-set"),
};
