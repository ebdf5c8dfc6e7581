import { bookinfoDeviations } from "../components/bookinfo/deviations";
import { deviations, deviationsMarkdown } from "../components/mesh/deviations";
import { routingMarkdown } from "../components/routing/documentation";
import { engineMarkdown } from "../engine/cli/documentation";
import { configurationMarkdown, stackFileSchema } from "../stacks/documentation";

const deviationsIntroduction = `# Deviations from the release

Every object of the environment means what the release's own files say (\`istio.yaml\`, \`istio-auth.yaml\`, the addons, the
Bookinfo sample), except for these. The tests hold each object against the release's file with exactly this table
applied.
`;

/** The generated files, by their path in the checkout. */
export function generatedDocs(): Record<string, string> {
  return {
    "docs/configuration.md": configurationMarkdown(),
    "docs/deviations.md": `${deviationsIntroduction}\n${deviationsMarkdown([...deviations, ...bookinfoDeviations])}`,
    "docs/engine.md": engineMarkdown(),
    "docs/routing.md": routingMarkdown(),
    "stacks/stack.schema.json": `${JSON.stringify(stackFileSchema(), null, 2)}\n`,
  };
}
