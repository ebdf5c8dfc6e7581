import { type PropertyMap, UNKNOWN } from "../../../runtime/protocol/values";
import type { EngineEvent, OperationKind, StepOp } from "../../../runtime/engine/model/events";
import type { OperationOptions } from "../../../runtime/engine/model/operation";
import { emptySnapshot, type ResourceState, type Snapshot } from "../../../runtime/engine/model/state";
import { STACK_TYPE, urnName } from "../../../runtime/engine/model/urn";
import { Deployment } from "../../../runtime/engine/deploy/deployment";
import { type Goal, simpleGoal } from "../../../runtime/engine/deploy/goal";
import { refresh } from "../../../runtime/engine/deploy/refresh";
import { StoppedError } from "../../../runtime/engine/deploy/stepExecutor";
import type { World } from "./world";

/** What a test's program can call. Promises resolve to the resulting state. */
export interface TestProgram {
  resource(name: string, properties: PropertyMap, options?: ResourceOptions): Promise<ResourceState>;
  component(name: string, options?: ResourceOptions): Promise<ResourceState>;
  read(name: string, id: string): Promise<ResourceState>;
}
export type ResourceOptions = Partial<Omit<Goal, "type" | "name" | "custom" | "properties">>;

/** The result of one operation. */
interface Outcome {
  /** `create NAME`, in the order of the events. */
  steps: string[];
  changes: Partial<Record<StepOp, number>>;
  errors: string[];
  warnings: string[];
  failed: boolean;
  events: EngineEvent[];
}

/** A stack in memory without processes: a program is a function, the provider is a {@link World}. */
export class TestStack {
  /** The snapshot that was saved last. */
  snapshot: Snapshot = emptySnapshot();
  /** How often the snapshot was saved. */
  saves = 0;

  constructor(readonly world: World) {}

  async run(
    kind: OperationKind,
    program: (test: TestProgram) => Promise<void> = async () => undefined,
    given: Partial<OperationOptions> = {},
  ): Promise<Outcome> {
    const events: EngineEvent[] = [];
    const dryRun = kind === "preview";
    const options: OperationOptions = {
      parallel: 8,
      targets: [],
      targetDependents: false,
      replace: [],
      refresh: false,
      continueOnError: false,
      excludeProtected: false,
      ...given,
    };
    const request = {
      kind,
      project: { name: "p", root: "/", main: "/", runtime: { name: "nodejs", options: {} }, plugins: [] },
      stack: "s",
      config: {},
      snapshot: this.snapshot,
      sink: {
        save: async (snapshot: Snapshot) => {
          this.saves++;
          this.snapshot = snapshot;
        },
      },
      stackOutputs: () => Promise.reject(new Error("the test has no other stack")),
      options,
    };
    const plugins = { load: async () => ({ provider: this.world.provider(), adoptsInterrupted: true }) };
    const deployment = new Deployment(request, plugins, (event) => events.push(event));
    const { state, executor, snapshots } = deployment;
    if (kind === "refresh" || options.refresh) {
      await refresh(state, executor);
      snapshots?.outputsChanged();
    }
    if (kind === "update" || dryRun) {
      const stack = await deployment.register(simpleGoal(STACK_TYPE, "p-s", {}, false));
      const parent = stack.state.urn;
      const register = async (goal: Goal) => {
        const { state: created } = await deployment.register(goal);
        return dryRun && created.id === undefined
          ? { ...created, outputs: { ...created.outputs, id: UNKNOWN } }
          : created;
      };
      await program({
        resource: async (name, properties, more = {}) => {
          const provider = await deployment.defaults.reference({
            packageName: "world",
            version: "",
            downloadUrl: "",
          });
          return register({
            ...simpleGoal("world:index:Thing", name, properties),
            provider,
            parent,
            ...more,
          });
        },
        component: (name, more = {}) =>
          register({ ...simpleGoal("world:index:Box", name, {}, false), parent, ...more }),
        read: async (name, id) => {
          const provider = await deployment.defaults.reference({
            packageName: "world",
            version: "",
            downloadUrl: "",
          });
          const goal = { type: "world:index:Thing", name, id, parent, properties: {}, dependencies: [] };
          return (await deployment.read({ ...goal, provider, additionalSecretOutputs: [] })).state;
        },
      }).catch((error: unknown) => {
        if (!(error instanceof StoppedError)) throw error;
      });
    }
    await deployment.settle();
    if (kind !== "refresh" && !executor.stopping.aborted) {
      deployment.checkTargets(state.targets);
      await deployment.performDeletes();
    }
    await snapshots?.finishSaving();
    await state.providers.close();
    const messages = (severity: string) =>
      events.flatMap((event) =>
        event.type === "diagnostic" && event.severity === severity ? [event.message] : [],
      );
    return {
      steps: events.flatMap((event) =>
        event.type === "resource-pre" && event.step.type !== STACK_TYPE
          ? [`${event.step.op} ${urnName(event.step.urn)}`]
          : [],
      ),
      changes: executor.changes,
      errors: messages("error"),
      warnings: messages("warning"),
      failed: deployment.hasFailed,
      events,
    };
  }

  /** Finds a resource by name. */
  find(name: string): ResourceState | undefined {
    return this.snapshot.resources.find((resource) => urnName(resource.urn) === name);
  }
}
