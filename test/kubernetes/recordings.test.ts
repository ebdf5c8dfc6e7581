import { createProvider } from "../../runtime/providers/kubernetes/provider";
import { fromOutputs, toOutputs } from "../../runtime/providers/kubernetes/inputs/checkpoint";
import { isPropertyMap, Secret, type PropertyMap, type PropertyValue } from "../../runtime/protocol/values";
import { readRecording } from "../recordings";
import { Stack } from "./resources";

interface Recorded {
  urn: string;
  type: string;
  id: string;
  inputs: PropertyMap;
  outputs: PropertyMap;
}

/** The Kubernetes objects in a recorded state, by name; secret values stay encrypted. */
function recorded(folder: string, step: string): Map<string, Recorded> {
  const state = JSON.parse(readRecording(folder, `${step}.state.json`)) as {
    deployment: { resources: (Recorded & { custom: boolean })[] };
  };
  const objects = state.deployment.resources.filter(({ type }) => type.startsWith("kubernetes:"));
  return new Map(
    objects.map((resource) => [
      resource.urn.split("::").at(-1)!,
      {
        ...resource,
        inputs: withSecrets(resource.inputs) as PropertyMap,
        outputs: withSecrets(resource.outputs) as PropertyMap,
      },
    ]),
  );
}

/** An auto-named object's name differs in each preview. */
interface Preview {
  steps: {
    op: string;
    urn: string;
    detailedDiff?: Record<string, { kind: string; inputDiff: boolean }>;
    replaceReasons?: string[];
  }[];
}
const preview = (folder: string, step: string): Preview => {
  const text = readRecording(folder, `${step}.preview.json.txt`);
  return JSON.parse(text.slice(text.indexOf("{"), text.lastIndexOf("\n}") + 2)) as Preview;
};

function withSecrets(value: PropertyValue): PropertyValue {
  if (Array.isArray(value)) return value.map(withSecrets);
  if (!isPropertyMap(value)) return value;
  if (typeof value.ciphertext === "string") return new Secret({ password: "x" });
  return Object.fromEntries(Object.entries(value).map(([key, element]) => [key, withSecrets(element)]));
}

const states = [
  ["kubernetes-basic", "01-create"],
  ["kubernetes-basic", "03-update"],
  ["kubernetes-basic", "04-replace"],
  ["kubernetes-basic", "05-remove"],
  ["kubernetes-await", "01-create"],
  ["kubernetes-await", "03-no-image"],
  ["kubernetes-await", "08-repair"],
] as const;

describe("recordings of the official provider", () => {
  test.each(states)("%s %s: parses and serializes a state without a difference", (folder, step) => {
    for (const { inputs, outputs } of recorded(folder, step).values()) {
      expect(toOutputs({ ...fromOutputs(outputs) }, inputs)).toEqual(outputs);
    }
  });

  test.each(states)(
    "%s %s: keeps inputs that the official engine checked, without a difference",
    async (folder, step) => {
      const namespace = folder === "kubernetes-await" ? "rec-await" : "default";
      const stack = await new Stack(createProvider).configure({ kubeconfig: "/nonexistent", namespace });
      for (const [name, { type, id, inputs, outputs }] of recorded(folder, step)) {
        stack.states.set(name, { id, inputs, outputs });
        const answer = await stack.diff(type, name, inputs);
        expect(answer.inputs).toEqual(inputs);
        expect(answer).toMatchObject({ changes: "none", replaces: [] });
      }
    },
  );

  test.each([
    ["kubernetes-basic", "01-create", "03-update"],
    ["kubernetes-basic", "03-update", "04-replace"],
    ["kubernetes-basic", "04-replace", "05-remove"],
  ])("%s from %s to %s: matches the recorded differences and replacements", async (folder, from, to) => {
    const stack = await new Stack(createProvider).configure({ kubeconfig: "/nonexistent" });
    const [olds, news] = [recorded(folder, from), recorded(folder, to)];
    const steps = preview(folder, to).steps.filter(({ urn }) => news.has(urn.split("::").at(-1)!));
    let compared = 0;
    for (const { urn, op, detailedDiff, replaceReasons } of steps) {
      const name = urn.split("::").at(-1)!;
      const [old, current] = [olds.get(name), news.get(name)!];
      if (!old || op === "create") continue;
      const answer = await stack.provider.diff({
        ...stack.identity(current.type, name),
        id: old.id,
        oldInputs: old.inputs,
        oldOutputs: old.outputs,
        news: sameName(old, current),
        ignoreChanges: [],
      });
      expect(answer.detailedDiff ?? {}).toEqual(detailedDiff ?? {});
      expect([...answer.replaces].sort()).toEqual([...(replaceReasons ?? [])].sort());
      compared++;
    }
    expect(compared).toBeGreaterThan(0);
  });
});

/** The checked new inputs of an auto-named object, with the name from before the replacement. */
function sameName(old: Recorded, current: Recorded): PropertyMap {
  const metadata = current.inputs.metadata as PropertyMap;
  return { ...current.inputs, metadata: { ...metadata, name: (old.inputs.metadata as PropertyMap).name! } };
}
