import { InvalidArgumentError } from "commander";
import { runChecks } from "../../lib/checks/runChecks";
import { type CheckCommand, mainOf } from "../checks/command";
import { abortable } from "../checks/interrupts";
import { kubectlAccess } from "../kubectlCommand";
import { connectionOf, NotUpError, readStackState } from "../stackState";
import { readStackFile } from "../stackFile";
import { run } from "../usage";
import { type CheckContext, eventuallyWithin } from "./check";
import { checks } from "./checks";
import { Cluster } from "./cluster";
import { controlPlaneOf } from "./controlPlane";
import { Kubectl } from "./kubectl";
import { isSimulated } from "./objects";

/** `make verify`: checks the running environment of a stack. */
const verify: CheckCommand<{ timeout: number }> = {
  name: "verify",
  description: "Checks the running environment of a stack.",
  checks,
  interrupted: "interrupted; the changes of checks are reverted",
  addOptions: (program) =>
    program.option("--timeout <seconds>", "how long to wait for a condition", seconds, 60),
  async run({ stack, only, timeout }, begin, signal) {
    const config = readStackFile(stack);
    const { outputs, kubeconfig } = await abortable(readStackState(stack), signal);
    if (kubeconfig === undefined) throw new NotUpError(stack);
    const cluster = new Cluster(connectionOf(kubeconfig));
    const access = kubectlAccess(kubeconfig);
    try {
      const all = await abortable(cluster.nodes(), signal);
      const nodes = all.some(isSimulated) ? "simulated" : "real";
      const context: CheckContext = {
        cluster,
        kubectl: new Kubectl(access),
        config,
        pages: Object.fromEntries(Object.entries(outputs).filter(([, value]) => /^https?:\/\//.test(value))),
        controlPlane: controlPlaneOf(config.mesh),
        nodes,
        signal,
        eventually: eventuallyWithin(timeout * 1000, signal),
      };
      const onResult = begin("The environment");
      await runChecks(
        checks.filter(({ id }) => only.includes(id)),
        [context],
        { signal, onResult },
      );
      return { driver: config.cluster.driver, istio: config.mesh.istio, nodes };
    } finally {
      cluster.close();
      access.close();
    }
  },
};

function seconds(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= 3600) return value;
  throw new InvalidArgumentError("expected an integer of seconds from 1 to 3600.");
}

export const main = mainOf(verify);

export const start = (): void => run("verify", main);
