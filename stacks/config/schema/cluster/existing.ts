import { z } from "zod";
import { host, secretText } from "../fields";

export const existing = z.strictObject({
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
    .describe("The name or address at which browsers reach NodePorts. Default: the host of the API server."),
  context: z
    .string()
    .min(1)
    .optional()
    .describe("The context of the kubeconfig. Default: its current context."),
});
