import { dirname } from "node:path";
import { freeSpace, isDiskFull } from "../../../lib/diskFull";
import { oneAtATime } from "../../../lib/oneAtATime";
import { until } from "../../../lib/until";
import type { InputsOf, OutputsOf } from "../framework/sdk/definition";
import type { Context, ResourceType } from "../framework/resourceType";
import {
  answers,
  type ContainerdClient,
  digestOf,
  importArchive,
  remove,
  storedDigests,
} from "./containerd/ctr";
import { withoutBlobs } from "./containerd/withoutBlobs";
import { containerdImage as definition } from "./sdk/programs";

type Inputs = InputsOf<typeof definition>;
type Outputs = OutputsOf<typeof definition>;

export const containerdImage: ResourceType<typeof definition> = {
  ...definition,

  async drift({ inputs: olds, outputs }, _, context) {
    return { outputs: (await present(olds, context)) === outputs.imported ? [] : ["imported"] };
  },

  idOf: ({ address, name }, context) => `${context.resolve(address)}/${name}`,

  create: ensure,

  async read({ inputs: olds }, context) {
    const imported = await present(olds, context);
    return imported === undefined ? undefined : { imported };
  },

  async delete({ inputs: olds }, context) {
    if ((await present(olds, context)) !== undefined) await remove(clientOf(olds, context), olds.name);
  },
};

/**
 * The image's digest in containerd; undefined also when containerd does not answer, because then nobody can use the
 * image.
 */
async function present(olds: Inputs, context: Context): Promise<string | undefined> {
  const client = clientOf(olds, context);
  return (await answers(client.address)) ? digestOf(client, olds.name) : undefined;
}

const clientOf = ({ address, root }: Inputs, context: Context): ContainerdClient => ({
  address: context.resolve(address),
  root,
  signal: context.signal,
});

/**
 * Imports the image unless it is present. @throws when containerd does not answer in time, fails, or then has another
 * image
 */
async function ensure(news: Inputs, context: Context): Promise<Outputs> {
  const { name, digest, timeoutSeconds } = news;
  const { signal } = context;
  const client = clientOf(news, context);
  const socket = client.address;
  context.status(`waiting for containerd at ${socket}`);
  const ready = await until(async () => (await answers(socket)) || undefined, {
    timeoutMs: timeoutSeconds * 1000,
    signal,
  });
  if (!ready) {
    throw new Error(`containerd did not answer at ${socket} in ${timeoutSeconds} s: ${name} is not imported`);
  }
  if ((await digestOf(client, name)) === digest) return { imported: digest };
  try {
    // Parallel imports would each read the layers that they share.
    await oneAtATime(`containerd ${socket}`, async () => {
      signal.throwIfAborted();
      context.status(`importing ${name}`);
      await importNew(client, context.resolve(news.archive));
    });
  } catch (error) {
    signal.throwIfAborted();
    if (isDiskFull(error)) throw new Error(fullDisk(name, dirname(socket)), { cause: error });
    throw new Error(`containerd at ${socket} cannot import ${news.archive}: ${(error as Error).message}`, {
      cause: error,
    });
  }
  const imported = await digestOf(client, name);
  if (imported === digest) return { imported };
  const found = imported === undefined ? "no image of that name" : `the image ${imported}`;
  throw new Error(`${news.archive} was imported as ${found}, and not as ${name} with the digest ${digest}`);
}

const fullDisk = (name: string, folder: string): string =>
  `${name}: found a full disk while it was imported, now ${freeSpace([folder])}. Free some space there, and run the command again.`;

/** Imports an archive without the layers that containerd already has. */
async function importNew(client: ContainerdClient, archive: string): Promise<void> {
  const stored = await storedDigests(client);
  try {
    await importArchive(client, await withoutBlobs(archive, stored));
  } catch (error) {
    // Containerd may have collected an unused blob meanwhile, so import the whole archive.
    if (client.signal.aborted || stored.size === 0) throw error;
    await importArchive(client, await withoutBlobs(archive, new Set()));
  }
}
