import type { Lift } from "../../lift";
import { initContainer } from "../initContainer";
import type { Injection } from "../injection";
import type { CompleteCurrentParams } from "../params";
import { proxyContainer } from "../proxyContainer";
import { podVolumes, volumes } from "../volumes";
import { expressions, metadataExpression, prelude } from "./expressions";
import { GoTemplate, templateText } from "./goTemplate";

/**
 * Returns istiod's injection template. It is built from the same typed containers and volumes as the injector's
 * sidecar, with an expression in each place that depends on the pod.
 */
export function injectionTemplate(params: CompleteCurrentParams): string {
  const rules = expressions(params);
  const derive = (rule: unknown) => {
    const expression = rules.get(rule);
    if (expression === undefined)
      throw new Error(`${(rule as { name: string }).name}: the rule has no expression`);
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
 * istiod merges this volume into a pod's own volume of the same name. A null `emptyDir` keeps the source of the
 * pod's volume; Kubernetes treats a volume without a source as an empty directory.
 */
function overridable({ name, ...source }: (typeof volumes)[number]): object {
  const isEmpty = source.emptyDir !== undefined && Object.keys(source.emptyDir).length === 0;
  return isEmpty ? { name, emptyDir: null } : { name, ...source };
}

/** For templates: no pod value is ever known, and expressions in a list stand for any number of items. */
const templateLift: Lift = {
  map: unknownHere,
  derive: unknownHere,
  all: (values, change) => change(values.map((value) => (value instanceof GoTemplate ? [value] : value))),
};

function unknownHere(): never {
  throw new Error("a template cannot read a pod");
}
