import { endure } from "./endure.js";

endure("split-vote");
