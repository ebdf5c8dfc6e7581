import { z } from "zod";
import { isAlive } from "../process/identity";
import { readRecord } from "../process/record";
import type { Context, ResourceType } from "../resourceType";
import { gatherFacts } from "./facts";
import { describeLacks, lacks } from "./lacks";
import { needs, type Needs } from "./needs";

const inputs = needs.extend({
  /** The pid file of the process that all this is for: while it runs, its ports and its memory are not asked for again. */
  pidFile: z.string().min(1).optional(),
});
type Inputs = z.infer<typeof inputs>;

/** What is asked for now: of a process that runs already, not what it has taken. */
function asked({ pidFile, ...all }: Inputs, context: Context): Needs {
  const record = pidFile === undefined ? undefined : readRecord(context.resolve(pidFile));
  const running = record !== undefined && isAlive(record);
  const disk = all.disk.map(({ path, free }) => ({ path: context.resolve(path), free }));
  return running ? { ...all, disk: [], memory: 0, ports: [] } : { ...all, disk };
}

function problemsOf(inputs: Inputs, context: Context): string | undefined {
  const wanted = asked(inputs, context);
  const found = lacks(wanted, gatherFacts(wanted));
  return found.length === 0 ? undefined : describeLacks(wanted, found);
}

/** @throws with one message that lists all that the machine lacks */
function require(inputs: Inputs, context: Context): { met: boolean } {
  const problems = problemsOf(inputs, context);
  if (problems !== undefined) throw new Error(problems);
  return { met: true };
}

/**
 * What the machine is to have before anything that depends on this is started. Each `up` looks again; what is lacking is
 * one error that lists all of it and says what to do.
 */
export const prerequisites: ResourceType<Inputs, { met: boolean }> = {
  type: "local:index:Prerequisites",
  inputs,
  outputs: { met: "plain" },

  drift(_, news, context) {
    return { outputs: news !== undefined && problemsOf(news, context) !== undefined ? ["met"] : [] };
  },

  idOf: (news) => news.for,

  async create(news, context) {
    return require(news, context);
  },

  async update(_, news, context) {
    return require(news, context);
  },

  async delete() {},
};
