import { endure } from "./endure.js";

endure("swarm");
