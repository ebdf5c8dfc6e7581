import { bookinfoDeviations } from "../../test/golden/deviations/bookinfo";
import { currentDeviations } from "../../test/golden/deviations/current";
import { deviations, deviationsMarkdown } from "../../test/golden/deviations/classic";
import { annotationDeviations, injectionDeviations } from "../../test/golden/deviations/sidecar";
import { routingDeviations } from "../../test/golden/deviations/routing";
import { yamlDeviations } from "../../test/golden/deviations/yaml";
import { routingMarkdown } from "./routingPage";
import { engineMarkdown } from "./enginePage";
import { configurationMarkdown, stackFileSchema } from "./configurationPage";
import { checksMarkdown } from "./checksPage";

const deviationsPage = `# Deviations

Every object of the environment has the meaning of the same object in Istio's files, charts and commands, except for the
deviations on this page. The tests in \`test/golden\` compare every object with exactly these tables applied, and fail for
an entry that has no effect.

## The classic mesh, its addons and Bookinfo: from the release's YAML

The files are \`istio.yaml\`, \`istio-auth.yaml\`, and those of the addons and the Bookinfo sample.

${deviationsMarkdown([...deviations, ...bookinfoDeviations])}
## The current control plane: from Istio's charts

The tests compare with the output of \`istioctl manifest generate\` for the profile \`default\`, from the same run.

${deviationsMarkdown(currentDeviations)}
## The current sidecar: from \`istioctl kube-inject\`

The tests compare in the same run, for a table of workloads and for random ones. With \`mesh.automaticInjection\`, istiod injects
pods by the chart's own template, without these deviations.

${deviationsMarkdown([...injectionDeviations, ...annotationDeviations])}
## Routing specs: from \`istioctl validate\`

The typed resources of the current mesh accept and reject the specs that istioctl accepts and rejects. The tests compare
generated specs and mutations of valid ones.

${deviationsMarkdown(routingDeviations)}
## Manifests: from sigs.k8s.io/yaml

\`make inject\` reads and writes YAML with the meaning that kubectl and Istio give it. The tests compare both readers in both
directions, on generated values and on mutated documents.

${deviationsMarkdown(yamlDeviations)}`;

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
