import type { Engine } from "../conformance/stack";
import { Checkout } from "./checkout";
import { clusterOf } from "./cluster";
import { created, wanted } from "./objects";

/** A user changes the Istio release of a running environment, in order: each test continues after the previous one. */
describe("a stack whose mesh.version changes", () => {
  const checkout = new Checkout();
  afterAll(() => checkout.remove("dev"));

  const up = (engine: Engine, args = "") =>
    checkout.run("make", ["-s", "up", `ARGS=${args}`], [0], { ENGINE: engine });

  test.each<[string, Engine]>([
    ["0.2.12", "embedded"],
    ["1.31.4", "embedded"],
    ["0.2.12", "official"],
    ["1.31.4", "official"],
  ])(
    "has exactly the objects of Istio %s after an up by the %s engine, on the same NodePorts",
    async (version, engine) => {
      checkout.configure("dev", (config) => Object.assign(config["meshstack:mesh"]!, { version }));
      await up(engine);
      const { kubectl, list } = await clusterOf(checkout, "dev");
      expect(await created(kubectl)).toEqual([...(await wanted(checkout, "dev")), "/Node /node-0"].sort());
      const services = await list("services");
      const holders = services.filter(({ spec }) =>
        (spec.ports as { nodePort?: number }[]).some(({ nodePort }) => nodePort === 32000),
      );
      expect(holders.map(({ metadata }) => metadata.name as string)).toEqual([
        version === "0.2.12" ? "istio-ingress" : "istio-ingressgateway",
      ]);
      await up(engine, "--expect-no-changes");
    },
  );
});
