import { objectLaws } from "../checks/object-laws.js";

objectLaws(3_000);
