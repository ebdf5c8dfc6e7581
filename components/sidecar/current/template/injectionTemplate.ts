import type { Lift } from "../../lift";
import { initContainer } from "../initContainer";
import type { Injection } from "../injection";
import type { CompleteCurrentParams } from "../params";
import { proxyContainer } from "../proxyContainer";
import { podVolumes, volumes } from "../volumes";
import { expressions, metadataExpression, prelude } from "./expressions";
import { GoTemplate, templateText } from "./goTemplate";

/**
 * The injection template by which istiod injects what the injector injects: the same typed containers and volumes,
 * with an expression for istiod in the place of each part that depends on the pods.
 */
export function injectionTemplate(params: CompleteCurrentParams): string {
  const rules = expressions(params);
  const derive = (rule: unknown) => {
    const expression = rules.get(rule);
    if (expression === undefined)
      throw new Error(`${(rule as { name: string }).name}: a rule without an expression`);
    return expression as never;
  };
  const injection: Injection = { lift: templateLift, params, path: (field) => field, derive };
  const { imagePullSecrets } = params;
  return `${prelude}
{"metadata": ${metadataExpression(params).text},
"spec": {
"initContainers": [
{{- if ne $mode "NONE" }}
${templateText(initContainer(injection))},
{{- end }}
{{- if not $native }}
],
"containers": [
{{- end }}
${templateText(proxyContainer(injection))},
],
"volumes": ${templateText([...volumes.map(overridable), derive(podVolumes)])},
${imagePullSecrets.length === 0 ? "" : `"imagePullSecrets": ${templateText(imagePullSecrets.map((name) => ({ name })))},`}
}}
`;
}

/**
 * A volume that istiod lays over one of the pods' own of that name: where it is an empty folder, of which Kubernetes
 * makes what has no source, that one's source stands.
 */
function overridable({ name, ...source }: (typeof volumes)[number]): object {
  const isEmpty = source.emptyDir !== undefined && Object.keys(source.emptyDir).length === 0;
  return isEmpty ? { name, emptyDir: null } : { name, ...source };
}

/** Lists may have expressions among them, which give any number of items; nothing is ever known. */
const templateLift: Lift = {
  map: unknownHere,
  derive: unknownHere,
  all: (values, change) => change(values.map((value) => (value instanceof GoTemplate ? [value] : value))),
};

function unknownHere(): never {
  throw new Error("a template knows nothing of a pod");
}
