import { endure } from "./endure.js";

endure("clock-skew");
