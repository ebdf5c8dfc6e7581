import { existsSync } from "node:fs";
import { stackFolder, stateHome } from "../lib/paths";
import { defaultStack } from "./defaultStack";

/** Prints the name of the stack of this checkout, in which make runs the command, and the reason on standard error. */
void defaultStack((stack) => existsSync(stackFolder(stateHome(), process.cwd(), stack))).then(
  ({ stack, reason }) => {
    if (reason !== undefined) console.error(`Stack ${stack}: ${reason}`);
    console.log(stack);
  },
);
