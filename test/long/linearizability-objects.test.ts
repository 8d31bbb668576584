import { objectLaws } from "../checks/object-laws.js";

// Three times as many histories in all: more than 100,000 of each object.
objectLaws(34_000);
