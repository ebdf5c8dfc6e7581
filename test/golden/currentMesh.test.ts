import { spawnSync } from "node:child_process";
import { stringify } from "yaml";
import type { CurrentMeshArgs } from "../../components/mesh";
import { ISTIO_RESOURCES } from "../../components/mesh/current/crds";
import { currentDeviations } from "./deviations/current";
import { rightsOf, rightText } from "./deviations/current/rights";
import { currentMeshSettings } from "../../components/mesh/current/settings";
import {
  completePeerAuthentication,
  completeTelemetry,
} from "./currentPolicies";
import { keptRights, narrowedRights, omittedRules } from "./deviations/current/omittedRules";
import { describeWith, istioProgram } from "../live/istioPrograms";
import { canonical, chartObjects, expectedObjects } from "./charts";
import { type ComparedObject, compareObjects, describeDifferences } from "./compare";
import { currentMeshObjects } from "./currentMeshObjects";

const istioctl = istioProgram("istioctl");

/** Settings that together need every deviation. */
const VARIANTS: Record<string, CurrentMeshArgs> = {
  "by default": {},
  "with mutual TLS": { tls: true },
  "without tracing": { tracing: false },
  "with a stock Envoy": { proxy: "envoy", sampling: 12.5 },
  "with HTTPS": { ingress: { httpNodePort: 31000, httpsNodePort: 31443 } },
};

const meshObjects = async (args: CurrentMeshArgs): Promise<ComparedObject[]> =>
  (await currentMeshObjects(args)).map(canonical);

describeWith(istioctl)("Istio's own charts, rendered in this run", () => {
  const theirs = () => chartObjects(istioctl!);

  it.each(Object.entries(VARIANTS))(
    "%s: every object, nothing else, equal but for the deviations",
    async (_, args) => {
      const differences = compareObjects(
        expectedObjects(theirs(), currentMeshSettings(args)),
        await meshObjects(args),
      );
      expect(describeDifferences(differences)).toBe("");
    },
  );

  it("needs every one of the deviations", async () => {
    const produced = new Map<string, ComparedObject[]>();
    for (const [name, args] of Object.entries(VARIANTS)) produced.set(name, await meshObjects(args));
    const idle = currentDeviations.filter(({ id }) => {
      const table = currentDeviations.filter((deviation) => deviation.id !== id);
      return Object.entries(VARIANTS).every(
        ([name, args]) =>
          compareObjects(expectedObjects(theirs(), currentMeshSettings(args), table), produced.get(name)!)
            .length === 0,
      );
    });
    expect(idle.map(({ id }) => id)).toEqual([]);
  });

  it("withholds and narrows only rights that the charts give, each entry of the tables for itself", () => {
    const roles = theirs().filter(
      ({ kind, metadata }) => /^istiod(-clusterrole-|$)/.test(metadata.name) && /Role$/.test(kind),
    );
    const left = (withheld = omittedRules, narrowed = narrowedRights) =>
      roles.flatMap(({ kind, rules }) =>
        rightsOf(rules as Parameters<typeof rightsOf>[0], ISTIO_RESOURCES)
          .flatMap((right) => keptRights(kind, right, withheld, narrowed))
          .map((right) => `${kind} ${rightText(right)}`),
      );
    const without = <T>(list: readonly T[], one: T) => list.filter((other) => other !== one);
    const changes = (rights: string[]) => rights.join("\n") !== left().join("\n");
    expect(roles).toHaveLength(2);
    expect(omittedRules.filter((one) => !changes(left(without(omittedRules, one))))).toEqual([]);
    expect(
      narrowedRights.filter((one) => !changes(left(omittedRules, without(narrowedRights, one)))),
    ).toEqual([]);
  });
});

describeWith(istioctl)("Istio's own validation", () => {
  const policies = async (args: CurrentMeshArgs) =>
    (await currentMeshObjects(args)).filter(({ kind }) => ["PeerAuthentication", "Telemetry"].includes(kind));
  const policy = (apiVersion: string, kind: string, spec: object) => ({
    apiVersion,
    kind,
    metadata: { name: "complete", namespace: "default" },
    spec,
  });
  /** What `istioctl` says of objects; it ends with 1 where it refuses one. */
  const validate = (objects: object[]) => {
    const input = objects.map((object) => stringify(object)).join("---\n");
    const { status, stdout, stderr } = spawnSync(istioctl!, ["validate", "-f", "-"], {
      input,
      encoding: "utf8",
    });
    return { status, said: stdout + stderr };
  };

  it("takes the mesh's own policies without a warning", async () => {
    for (const tls of [true, false]) {
      const { status, said } = validate(await policies({ tls }));
      expect([status, said]).toEqual([0, expect.not.stringContaining("warning")]);
    }
  });

  it("takes policies that use every field, and none that are wrong", () => {
    const authentication = policy("security.istio.io/v1", "PeerAuthentication", completePeerAuthentication);
    const telemetry = policy("telemetry.istio.io/v1", "Telemetry", completeTelemetry);
    expect(validate([authentication, telemetry])).toMatchObject({ status: 0 });
    const wrong = { ...authentication, spec: { portLevelMtls: { 80: {} } } };
    expect(validate([wrong])).toMatchObject({ status: 1, said: expect.stringContaining("port level mTLS") });
  });
});
