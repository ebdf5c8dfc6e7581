import { Argument, Command } from "commander";
import { terminalProgress } from "../../lib/goBinary/terminalProgress";
import { ensureOfficialCli } from "./build";
import { ensureKubernetesPlugin } from "./kubernetesPlugin";

const { args } = new Command("pulumi")
  .description("Builds the official Pulumi CLI into the cache, unless it exists, and prints its path.")
  .addArgument(
    new Argument("[plugin]", "builds the official Kubernetes plugin instead").choices(["kubernetes"]),
  )
  .parse();

void terminalProgress(args[0] === "kubernetes" ? ensureKubernetesPlugin : ensureOfficialCli);
