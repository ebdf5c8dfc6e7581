import { allow, fields, list, mapOf, problem, type Check } from "../problems";
import { durationOf, integer, someText, text, type Duration } from "../values";

/** An expression of Mixer's language over attributes: `source.labels["app"] | "unknown"`. */
type Expression = string;

/** Which instances go to which handlers, and when (Mixer's kind `rule`). */
export interface MixerRuleSpec {
  /** When; default always. */
  match?: Expression;
  actions: MixerAction[];
}

/** A handler and what it gets. */
interface MixerAction {
  /** `NAME.KIND`, with `.NAMESPACE` if it is another than the rule's. */
  handler: string;
  /** Instances, named as the handler is. */
  instances: string[];
}

/** A handler that refuses (Mixer's kind `denier`). */
export interface DenierSpec {
  /** What callers get. */
  status?: {
    /** A code of gRPC, 0 to 16; 7 is PERMISSION_DENIED. */
    code: number;
    message?: string;
  };
  /** How long proxies may keep the answer. */
  validDuration?: Duration;
  /** For how many requests proxies may keep the answer. */
  validUseCount?: number;
}

/** An instance that carries nothing (Mixer's kind `checknothing`): it has no spec. */
export type CheckNothingSpec = undefined;

/** A handler that counts in memory (Mixer's kind `memquota`). */
export interface MemQuotaSpec {
  quotas: MemQuotaLimit[];
  /** How long a repeated call is recognized as one. */
  minDeduplicationDuration?: Duration;
}

/** A limit on one quota. */
interface MemQuotaLimit {
  /** The quota instance, `NAME.quota.NAMESPACE`. */
  name: string;
  /** How many in each window. */
  maxAmount: number;
  /** Length of the rolling window; 0 or left out: no window, amounts must be given back. */
  validDuration?: Duration;
  /** Other limits for some dimensions; the first that matches applies. */
  overrides?: MemQuotaOverride[];
}

/** Another limit where the dimensions have these values. */
export interface MemQuotaOverride {
  dimensions: Record<string, string>;
  maxAmount: number;
  validDuration?: Duration;
}

/** An instance that counts requests by dimensions (Mixer's kind `quota`). */
export interface QuotaSpec {
  dimensions: Record<string, Expression>;
}

const reference: Check = allow(
  (value) => typeof value === "string" && /^[a-z0-9][a-z0-9-]*\.[a-z]+(\.[a-z0-9][a-z0-9-]*)?$/.test(value),
  "a reference such as NAME.KIND or NAME.KIND.NAMESPACE",
);

export const mixerRule: Check = fields<MixerRuleSpec>(
  {
    match: text,
    actions: list(
      fields<MixerAction>(
        { handler: reference, instances: list(reference, 1) },
        { required: ["handler", "instances"] },
      ),
      1,
    ),
  },
  { required: ["actions"] },
);

export const denier: Check = fields<DenierSpec>({
  status: fields<NonNullable<DenierSpec["status"]>>(
    { code: integer(0, 16), message: text },
    { required: ["code"] },
  ),
  validDuration: durationOf("0"),
  validUseCount: integer(0),
});

export const checkNothing: Check = (spec, path) =>
  spec === undefined ? [] : [problem(path, spec, "no spec")];

const window = durationOf("0");

export const memQuota: Check = fields<MemQuotaSpec>(
  {
    quotas: list(
      fields<MemQuotaLimit>(
        {
          name: reference,
          maxAmount: integer(0),
          validDuration: window,
          overrides: list(
            fields<MemQuotaOverride>(
              { dimensions: mapOf(text), maxAmount: integer(0), validDuration: window },
              { required: ["dimensions", "maxAmount"] },
            ),
          ),
        },
        { required: ["name", "maxAmount"] },
      ),
      1,
    ),
    minDeduplicationDuration: durationOf("1ms"),
  },
  { required: ["quotas"] },
);

export const quota: Check = fields<QuotaSpec>({ dimensions: mapOf(someText) }, { required: ["dimensions"] });
