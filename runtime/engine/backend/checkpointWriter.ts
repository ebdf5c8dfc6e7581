import type { SnapshotSink } from "../model/operation";
import type { Snapshot } from "../model/state";
import { timestamp } from "../workspace/timestamp";
import { UserError } from "../workspace/userError";
import type { FileBackend } from "./fileBackend";
import { findIntegrityError } from "./integrity";
import type { CheckpointSerializer } from "./serialize";
import { fullyQualifiedName, type StackReference } from "./stackReference";

/** Writes a stack's snapshots, one at a time. The snapshot manager combines saves. */
export class CheckpointWriter implements SnapshotSink {
  private running: Promise<void> = Promise.resolve();
  private wrote = false;

  constructor(
    private readonly backend: FileBackend,
    private readonly reference: StackReference,
    private readonly serializer: CheckpointSerializer,
    private readonly options: { features?: string[]; checkIntegrity?: boolean } = {},
  ) {}

  /**
   * Settles when the snapshot is on the disk.
   * @throws UserError when the snapshot is invalid; it is written anyway, so that no finished step is lost, and later
   *   commands reject it
   */
  save(snapshot: Snapshot): Promise<void> {
    this.running = this.running.catch(() => undefined).then(() => this.write(snapshot));
    return this.running;
  }

  /** Settles when all snapshots are written. */
  async close(): Promise<void> {
    await this.running.catch(() => undefined);
    if (this.wrote) await this.backend.finishWriting(this.reference);
  }

  private async write(snapshot: Snapshot): Promise<void> {
    const manifest = { ...snapshot.manifest, time: timestamp(), magic: "", version: "" };
    const stamped: Snapshot = { ...snapshot, manifest };
    const error = this.options.checkIntegrity === false ? undefined : findIntegrityError(stamped);
    const content = this.serializer.checkpoint(
      fullyQualifiedName(this.reference),
      stamped,
      this.options.features,
    );
    this.wrote = true;
    await this.backend.write(this.reference, content, false);
    if (error !== undefined) {
      const file = this.backend.layout.state(this.reference);
      throw new UserError(
        `${file}: snapshot integrity failure; it was already written, but is invalid (backup available at ${file}.bak): ${error}`,
      );
    }
  }
}
