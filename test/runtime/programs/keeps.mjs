// Keeps on disk how often it was started; what it has not synced is gone after a crash.
import disk from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

disk.append("starts", { synced: true });
await disk.sync();
disk.append("starts", { synced: false });
export const state = { starts: disk.read("starts") };
await sleep(1e6);
