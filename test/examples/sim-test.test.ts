import { simTest } from "faultline/vitest";
import partition from "../../scenarios/partition.js";

simTest("a store survives partitions", partition, { seeds: 3 });

simTest("so it does with two clients, and links that lose more", "scenarios/partition.ts", {
  seeds: "1..2",
  set: ["workload.clients=2", "network.loss=0.05", "duration=55s"],
});
