import { z } from "zod";
import { type Problem, problemIf } from "../../../lib/schemaProblems";
import type { ClusterRequirements } from "../../../runtime/providers/machine/sdk";
import { host, secretText } from "../../fields";

/** The keys of a stack file for this driver. */
export const existingSchema = z
  .strictObject({
    driver: z.literal("existing"),
    kubeconfig: secretText
      .optional()
      .describe(
        "The content of the kubeconfig. Set it with `pulumi config set --secret --path cluster.kubeconfig`.",
      ),
    kubeconfigPath: z
      .string()
      .min(1)
      .optional()
      .describe(
        "The path of the kubeconfig, relative to the checkout; `~` is the home folder. Default without `kubeconfig`: $KUBECONFIG, else ~/.kube/config.",
      ),
    nodePortHost: host
      .optional()
      .describe(
        "The name or address at which browsers reach NodePorts. Default: the host of the API server.",
      ),
    context: z
      .string()
      .min(1)
      .optional()
      .describe("The context of the kubeconfig. Default: its current context."),
  })
  .describe(
    "An existing cluster, selected by a kubeconfig. `make destroy` deletes only the stack's own objects.",
  );

/** The arguments of an existing cluster: the keys of a stack file, and what the program adds. */
export const existingArgs = existingSchema.extend({
  requirements: z
    .custom<ClusterRequirements>()
    .optional()
    .describe("Requirements to check before anything is created. Default: only that the cluster answers."),
});

/** An existing cluster. The stack deletes only what it created. */
export type ExistingClusterConfig = z.input<typeof existingArgs>;

/** Finds the problems that depend on several keys. */
export const existingProblems = ({
  kubeconfig,
  kubeconfigPath,
}: Pick<ExistingClusterConfig, "kubeconfig" | "kubeconfigPath">): Problem[] =>
  problemIf(kubeconfig !== undefined && kubeconfigPath !== undefined, {
    path: "kubeconfigPath",
    found: kubeconfigPath,
    expected: "either kubeconfig or kubeconfigPath",
    hint: "Remove one of them.",
  });
