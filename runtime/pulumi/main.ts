import { terminalProgress } from "../../lib/goBinary/terminalProgress";
import { ensureOfficialCli } from "./build";

/** Builds the official Pulumi CLI into the cache and prints its path on standard output. */
void terminalProgress(ensureOfficialCli);
