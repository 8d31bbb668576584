import { endure } from "./endure.js";

endure("partition");
