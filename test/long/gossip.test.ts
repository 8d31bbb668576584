import { endure } from "./endure.js";

endure("gossip");
