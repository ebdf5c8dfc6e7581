import { z } from "zod";
import { isAlive } from "./process/identity";
import { readRecord } from "./process/record";
import type { Context } from "../framework/resourceType";
import { judge } from "./preflight/check";
import { gatherFacts } from "./preflight/machine/facts";
import { machineChecks, machineSentence } from "./preflight/machine/checks";
import { needs, type Needs } from "./preflight/machine/requirements";
import { type Kind, preflightType } from "./preflight/preflightType";

const inputs = needs.extend({
  /** The pid file of the process that all this is for: while it runs, its ports and its memory are not asked for again. */
  pidFile: z.string().min(1).optional(),
});
type Inputs = z.infer<typeof inputs>;

/** What is asked for now: of a process that runs already, not what it has taken. */
function asked({ pidFile, ...all }: Inputs, resolve: Context["resolve"]): Needs {
  const record = pidFile === undefined ? undefined : readRecord(resolve(pidFile));
  const running = record !== undefined && isAlive(record);
  const disk = all.disk.map(({ path, free }) => ({ path: resolve(path), free }));
  return running ? { ...all, disk: [], memory: 0, ports: [] } : { ...all, disk };
}

/** What this machine has of what is needed. */
export const machine: Kind<Inputs> = {
  type: "local:index:Prerequisites",
  inputs,
  look(given, context) {
    const wanted = asked(given, context.resolve);
    return judge(machineChecks, wanted, gatherFacts(wanted));
  },
  sentence: machineSentence,
  idOf: (given) => given.for,
};

/** What the machine is to have before anything that depends on this is started. */
export const machinePreflight = preflightType(machine);
