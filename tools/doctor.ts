import { type CheckCommand, mainOf } from "./checks/command";
import { abortable } from "./checks/interrupts";
import { doctorChecks, examine } from "./doctor/examine";
import { outputsIfUp, withSecretKubeconfig } from "./doctor/kubeconfig";
import { readStackFile } from "./stackFile";
import { run } from "./usage";

/** `make doctor`: runs only the preflight checks of `make up`. */
const doctor: CheckCommand<object> = {
  name: "doctor",
  description: "Runs the preflight checks of `make up` and creates nothing.",
  checks: doctorChecks,
  interrupted: "interrupted",
  async run({ stack }, begin, signal) {
    const fromFile = readStackFile(stack);
    const outputs = await abortable(outputsIfUp(stack), signal);
    const config = await abortable(withSecretKubeconfig(stack, fromFile), signal);
    await examine(stack, config, outputs, { begin, signal });
    return {
      driver: config.cluster.driver,
      istio: config.mesh.istio,
      up: Object.keys(outputs).length > 0,
    };
  },
};

export const main = mainOf(doctor);

export const start = (): void => run("doctor", main);
