import { randomBytes, randomInt, randomUUID } from "node:crypto";
import type { CheckRequest } from "../../protocol/provider";
import type { Autonaming, NamingRule } from "../model/autonaming";
import { packageOf } from "../model/providerReference";
import { type URN, urnName, urnType } from "../model/urn";
import type { CheckNaming } from "./configuredProvider";
import type { DeploymentState } from "./deploymentState";
import type { Goal } from "./goal";
import { messages } from "./messages";

/** What `pulumi:autonaming` means for one resource. */
interface Naming {
  /** What the provider receives. */
  request: NonNullable<CheckRequest["autonaming"]>;
  /** True when a replacement would get the same name, so that the original must be deleted first. */
  deleteBeforeReplace: boolean;
  /** True when the setting is meant for this resource, so that a provider without support is worth a warning. */
  warns: boolean;
}

/** Adds what `pulumi:autonaming` means for a custom resource, and the seed for the names that its provider chooses. */
export function applyAutonaming(
  goal: Goal,
  urn: URN,
  { options, report }: Pick<DeploymentState, "options" | "report">,
): { goal: Goal; naming: CheckNaming } {
  const randomSeed = randomBytes(32);
  const found = goal.custom ? namingOf(options.autonaming, urn) : undefined;
  if (!found) return { goal, naming: { randomSeed } };
  const onUnsupported = () => {
    if (found.warns) report("warning", messages.unsupportedAutonaming(urn), urn);
  };
  return {
    // The names of the original and of its replacement would be equal.
    goal: found.deleteBeforeReplace ? { ...goal, deleteBeforeReplace: true } : goal,
    naming: { randomSeed, autonaming: found.request, onUnsupported },
  };
}

/** The naming of a resource; undefined when its provider decides alone. */
function namingOf(autonaming: Autonaming | undefined, urn: URN): Naming | undefined {
  if (!autonaming) return undefined;
  const provider = autonaming.providers.get(packageOf(urnType(urn)));
  const rule = provider?.resources.get(urnType(urn)) ?? provider?.rule ?? autonaming.rule;
  const naming = apply(rule, urn);
  return naming && { ...naming, warns: naming.warns || provider !== undefined };
}

function apply(rule: NamingRule, urn: URN): Naming | undefined {
  if ("pattern" in rule) {
    const { name, isRandom } = generateName(rule.pattern, urnName(urn));
    const mode = rule.enforce ? "enforce" : "propose";
    return {
      request: { proposedName: name, mode },
      deleteBeforeReplace: !isRandom,
      warns: rule.enforce,
    };
  }
  if (rule.mode === "default") return undefined;
  const request =
    rule.mode === "verbatim"
      ? ({ proposedName: urnName(urn), mode: "enforce" } as const)
      : ({ proposedName: "", mode: "disable" } as const);
  return { request, deleteBeforeReplace: true, warns: false };
}

const LETTERS = "abcdefghijklmnopqrstuvwxyz";
const DIGITS = "0123456789";

/** The random expressions of a pattern, in the order in which the official engine replaces them. */
const RANDOM: [RegExp, (length: number) => string][] = [
  [/\$\{hex\((\d+)\)\}/g, (length) => randomBytes(length).toString("hex").slice(0, length)],
  [/\$\{alphanum\((\d+)\)\}/g, (length) => charactersOf(LETTERS + DIGITS, length)],
  [/\$\{string\((\d+)\)\}/g, (length) => charactersOf(LETTERS, length)],
  [/\$\{num\((\d+)\)\}/g, (length) => charactersOf(DIGITS, length)],
  [/\$\{uuid\}/g, () => randomUUID()],
];

const charactersOf = (alphabet: string, length: number): string =>
  Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join("");

/** A name by a pattern for a resource of this name. */
function generateName(pattern: string, resource: string): { name: string; isRandom: boolean } {
  const named = pattern.replaceAll("${name}", () => resource);
  const name = RANDOM.reduce(
    (result, [expression, random]) =>
      result.replace(expression, (_, length: string) => random(Number(length))),
    named,
  );
  return { name, isRandom: name !== named };
}
