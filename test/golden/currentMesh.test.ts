import { spawnSync } from "node:child_process";
import { stringify } from "yaml";
import { type CurrentMeshArgs, currentMeshSettings } from "../../components/mesh/current/config";
import { ISTIO_RESOURCES } from "../../components/mesh/current/crds";
import { currentDeviations } from "./deviations/current";
import { rightsOf, rightText } from "./deviations/current/rights";
import { completePeerAuthentication, completeTelemetry } from "./currentPolicies";
import { keptRights, restrictedRights, omittedRules } from "./deviations/current/omittedRules";
import { describeWith, istioProgram } from "../live/istioPrograms";
import { canonical, chartObjects, expectedObjects } from "./charts";
import { type ComparedObject, compareObjects, describeDifferences } from "./compare";
import { currentMeshObjects } from "./currentMeshObjects";

const istioctl = istioProgram("istioctl");

/** Settings that together use every deviation. */
const VARIANTS: Record<string, CurrentMeshArgs> = {
  "by default": {},
  "without mutual TLS": { tls: false },
  "without tracing": { tracing: false },
  "with a stock Envoy": { proxy: "envoy", sampling: 12.5 },
  "with HTTPS": { ingress: { httpNodePort: 31000, httpsNodePort: 31443 } },
};

const meshObjects = (args: CurrentMeshArgs): ComparedObject[] => currentMeshObjects(args).map(canonical);

describeWith(istioctl)("Istio's charts, rendered in this run", () => {
  const theirs = () => chartObjects(istioctl!);

  it.each(Object.entries(VARIANTS))(
    "%s: every object equals the charts' except for the deviations",
    (_, args) => {
      const differences = compareObjects(
        expectedObjects(theirs(), currentMeshSettings(args)),
        meshObjects(args),
      );
      expect(describeDifferences(differences)).toBe("");
    },
  );

  it("requires every deviation", () => {
    const produced = new Map<string, ComparedObject[]>();
    for (const [name, args] of Object.entries(VARIANTS)) produced.set(name, meshObjects(args));
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

  it("requires every entry of the tables of omitted and restricted rights", () => {
    const roles = theirs().filter(
      ({ kind, metadata }) => /^istiod(-clusterrole-|$)/.test(metadata.name) && /Role$/.test(kind),
    );
    const kept = (omitted = omittedRules, restricted = restrictedRights) =>
      roles.flatMap(({ kind, rules }) =>
        rightsOf(rules as Parameters<typeof rightsOf>[0], ISTIO_RESOURCES)
          .flatMap((right) => keptRights(kind, right, omitted, restricted))
          .map((right) => `${kind} ${rightText(right)}`),
      );
    const without = <T>(list: readonly T[], one: T) => list.filter((other) => other !== one);
    const changes = (rights: string[]) => rights.join("\n") !== kept().join("\n");
    expect(roles).toHaveLength(2);
    expect(omittedRules.filter((one) => !changes(kept(without(omittedRules, one))))).toEqual([]);
    expect(
      restrictedRights.filter((one) => !changes(kept(omittedRules, without(restrictedRights, one)))),
    ).toEqual([]);
  });
});

describeWith(istioctl)("Istio's own validation", () => {
  const policies = (args: CurrentMeshArgs) =>
    currentMeshObjects(args).filter(({ kind }) => ["PeerAuthentication", "Telemetry"].includes(kind));
  const policy = (apiVersion: string, kind: string, spec: object) => ({
    apiVersion,
    kind,
    metadata: { name: "complete", namespace: "default" },
    spec,
  });
  /** Runs `istioctl validate`, which exits with 1 when it rejects an object. */
  const validate = (objects: object[]) => {
    const input = objects.map((object) => stringify(object)).join("---\n");
    const { status, stdout, stderr } = spawnSync(istioctl!, ["validate", "-f", "-"], {
      input,
      encoding: "utf8",
    });
    return { status, output: stdout + stderr };
  };

  it("accepts the mesh's policies without a warning", () => {
    for (const tls of [true, false]) {
      const { status, output } = validate(policies({ tls }));
      expect([status, output]).toEqual([0, expect.not.stringContaining("warning")]);
    }
  });

  it("accepts policies that use every field and rejects a wrong one", () => {
    const authentication = policy("security.istio.io/v1", "PeerAuthentication", completePeerAuthentication);
    const telemetry = policy("telemetry.istio.io/v1", "Telemetry", completeTelemetry);
    expect(validate([authentication, telemetry])).toMatchObject({ status: 0 });
    const wrong = { ...authentication, spec: { portLevelMtls: { 80: {} } } };
    expect(validate([wrong])).toMatchObject({
      status: 1,
      output: expect.stringContaining("port level mTLS"),
    });
  });
});
