import { WAIT_FOR } from "../annotations";
import { annotation, nameOf } from "../../../../lib/clients/kubernetes/object";
import type { KubernetesObject } from "../object";
import { conditionOf, conditionText, isObserved } from "./conditions";
import type { Awaiter } from "./awaiters";
import { ready, waiting } from "./verdict";

/**
 * The awaiter for the annotation `pulumi.com/waitFor`: `condition=Type`, `condition=Type=Status` or a JSON list of
 * these. Undefined without the annotation.
 * @throws for any other value (`jsonpath=` is not supported)
 */
export function waitForAwaiter(inputs: KubernetesObject): Awaiter | undefined {
  const given = annotation(inputs, WAIT_FOR);
  if (given === undefined) return undefined;
  const conditions = expressionsOf(given).map((expression) => {
    const match = /^condition=([^=]+)(?:=(.+))?$/.exec(expression);
    if (!match) {
      throw new Error(
        `the annotation ${WAIT_FOR} of ${nameOf(inputs)} has ${JSON.stringify(expression)}: ` +
          "expected condition=TYPE and condition=TYPE=STATUS, or a JSON list of these",
      );
    }
    return { type: match[1]!, status: match[2] ?? "True" };
  });
  return {
    decide(object) {
      const unmet = conditions.filter(({ type, status }) => conditionOf(object, type)?.status !== status);
      if (unmet.length === 0 && isObserved(object)) return ready();
      const text = `Waiting for ${unmet.map(({ type, status }) => `condition ${type} to be ${status}`).join(" and ")}`;
      const reasons = unmet.map(
        ({ type }) => conditionText(conditionOf(object, type)) ?? `condition ${type} is not met`,
      );
      return waiting(text, reasons);
    },
  };
}

function expressionsOf(given: string): string[] {
  if (!given.trim().startsWith("[")) return [given];
  try {
    const list: unknown = JSON.parse(given);
    if (Array.isArray(list) && list.length > 0 && list.every((element) => typeof element === "string"))
      return list;
  } catch {
    // Falls through to the expression check, whose message quotes the value.
  }
  return [given];
}
