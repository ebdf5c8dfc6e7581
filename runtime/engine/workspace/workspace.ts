import { createHash } from "node:crypto";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { atomicWrite } from "../../../lib/atomicWrite";
import { pulumiHome } from "../../../lib/pulumiBackend";
import { goJson, struct } from "./goJson";
import { messageOf, UserError } from "./userError";

/** A project's settings on this machine, in the official CLI's format: the selected stack. */
export class WorkspaceSettings {
  private readonly file: string;

  /** @param projectFile absolute path of Pulumi.yaml */
  constructor(env: NodeJS.ProcessEnv, projectName: string, projectFile: string) {
    const hash = createHash("sha1").update(projectFile).digest("hex");
    this.file = join(pulumiHome(env), "workspaces", `${projectName}-${hash}-workspace.json`);
  }

  /**
   * The selected stack as recorded, often `organization/PROJECT/STACK`; undefined when none is selected.
   * @throws UserError when the file is not JSON
   */
  get stack(): string | undefined {
    const stack = this.read().stack;
    return typeof stack === "string" && stack !== "" ? stack : undefined;
  }

  /** Selects a stack; undefined clears the selection. */
  async select(stack: string | undefined): Promise<void> {
    const rest = this.read();
    delete rest.stack;
    const settings = stack === undefined ? rest : { stack, ...rest };
    if (Object.keys(settings).length > 0) {
      await atomicWrite(this.file, goJson(struct(settings), { indent: 4 }), { shared: true });
      return;
    }
    rmSync(this.file, { force: true });
  }

  private read(): Record<string, unknown> {
    let text: string;
    try {
      text = readFileSync(this.file, "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
      throw error;
    }
    try {
      const settings: unknown = JSON.parse(text);
      if (typeof settings === "object" && settings !== null) return settings as Record<string, unknown>;
      throw new Error("expected a map");
    } catch (error) {
      throw new UserError(`${this.file}: ${messageOf(error)}; remove the file, then select the stack again`);
    }
  }
}
