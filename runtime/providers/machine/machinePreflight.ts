import { runChecks } from "../../../lib/checks/runChecks";
import { isAlive } from "../../../lib/processIdentity";
import { readRecord } from "./process/record";
import type { InputsOf } from "../framework/sdk/definition";
import type { Context } from "../framework/resourceType";
import { gatherFacts } from "./preflight/machine/facts";
import { machineChecks, machineSentence } from "./preflight/machine/checks";
import type { Requirements } from "./preflight/machine/requirements";
import { type Preflight, preflightType } from "./preflight/preflightType";
import { machinePreflight as definition } from "./sdk/preflight";

/** The requirements minus what the running process uses already. */
function remaining(
  { pidFile, ...all }: InputsOf<typeof definition>,
  resolve: Context["resolve"],
): Requirements {
  const record = pidFile === undefined ? undefined : readRecord(resolve(pidFile));
  const running = record !== undefined && isAlive(record);
  const { userNamespaceFor: folder } = all;
  const place = folder === undefined ? {} : { userNamespaceFor: resolve(folder) };
  const disk = all.disk.map(({ path, free }) => ({ path: resolve(path), free }));
  return running ? { ...all, ...place, disk: [], memory: 0, ports: [] } : { ...all, ...place, disk };
}

/** Preflight checks of the machine. */
export const machine: Preflight<typeof definition.inputs> = {
  ...definition,
  async run(given, context) {
    const wanted = remaining(given, context.resolve);
    return runChecks(machineChecks, [wanted, await gatherFacts(wanted)]);
  },
  sentence: machineSentence,
  idOf: (given) => given.for,
};

export const machinePreflight = preflightType(machine);
