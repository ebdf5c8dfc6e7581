import { readFileSync } from "node:fs";
import { runInject } from "./command";

/** `make inject`: `istioctl kube-inject` with this project's injector. */
process.exitCode = runInject(process.argv.slice(2), {
  readInput: () => readFileSync(0),
  writeOutput: (text) => void process.stdout.write(text),
  writeError: (text) => void process.stderr.write(text),
});
