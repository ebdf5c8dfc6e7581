import { terminalProgress } from "../../lib/goBinary/terminalProgress";
import { ensureOfficialCli } from "./build";
import { ensureKubernetesPlugin } from "./kubernetesPlugin";

/**
 * Builds the official Pulumi CLI, or with the argument `kubernetes` the official Kubernetes plugin, into the cache and prints
 * its path on standard output.
 */
void terminalProgress(process.argv[2] === "kubernetes" ? ensureKubernetesPlugin : ensureOfficialCli);
