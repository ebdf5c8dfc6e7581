import { bookinfoDeviations } from "../../components/bookinfo/deviations";
import { currentDeviations } from "../../components/mesh/current/deviations";
import { deviations, deviationsMarkdown } from "../../components/mesh/deviations";
import { injectionDeviations } from "../../components/sidecar/current/deviations";
import { routingMarkdown } from "../../components/routing/documentation";
import { engineMarkdown } from "../../runtime/engine/cli/documentation";
import { configurationMarkdown, stackFileSchema } from "./configurationPage";
import { checksMarkdown } from "../checksPage";

const deviationsPage = `# Deviations

Every object of the environment means what Istio's own files, charts and commands make, except for these. The tests hold
each object against those with exactly these tables applied, and fail for an entry that nothing needs.

## The classic mesh, its addons and Bookinfo: from the release's YAML

The release's files are \`istio.yaml\`, \`istio-auth.yaml\`, those of the addons and of the Bookinfo sample.

${deviationsMarkdown([...deviations, ...bookinfoDeviations])}
## The current control plane: from what Istio's charts make

Compared with what \`istioctl manifest generate\` makes of the profile \`default\`, in the same run.

${deviationsMarkdown(currentDeviations)}
## The current sidecar: from \`istioctl kube-inject\`

Compared in the same run, over a table of workloads and over random ones.

${deviationsMarkdown(injectionDeviations)}`;

/** The generated files, by their path in the checkout. */
export function generatedDocs(): Record<string, string> {
  return {
    "docs/checks.md": checksMarkdown(),
    "docs/configuration.md": configurationMarkdown(),
    "docs/deviations.md": deviationsPage,
    "docs/engine.md": engineMarkdown(),
    "docs/routing.md": routingMarkdown(),
    "stacks/stack.schema.json": `${JSON.stringify(stackFileSchema(), null, 2)}\n`,
  };
}
