import { z } from "zod";
import { secretText } from "../fields";

export const existing = z.strictObject({
  driver: z.literal("existing"),
  kubeconfig: secretText
    .optional()
    .describe(
      "The kubeconfig's content. Set it with `pulumi config set --secret --path cluster.kubeconfig`.",
    ),
  kubeconfigPath: z
    .string()
    .min(1)
    .optional()
    .describe(
      "The kubeconfig's file; relative to the checkout, `~` is the home folder. Default, when no content is given either: $KUBECONFIG, else ~/.kube/config.",
    ),
  nodePortHost: z
    .string()
    .min(1)
    .optional()
    .describe("Where NodePorts answer: a name or an address. Default: the API server's host."),
  context: z.string().min(1).optional().describe("The kubeconfig's context. Default: its current context."),
});
