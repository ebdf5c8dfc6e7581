import { bookinfoDeviations } from "../components/bookinfo/deviations";
import { deviations, deviationsMarkdown } from "../components/mesh/deviations";
import { configurationMarkdown, routingMarkdown, stackFileSchema } from "../stacks/documentation";

/** The generated files, by their path in the checkout. */
export function generatedDocs(): Record<string, string> {
  return {
    "docs/configuration.md": configurationMarkdown(),
    "docs/deviations.md": deviationsMarkdown([...deviations, ...bookinfoDeviations]),
    "docs/routing.md": routingMarkdown(),
    "stacks/stack.schema.json": `${JSON.stringify(stackFileSchema(), null, 2)}\n`,
  };
}
