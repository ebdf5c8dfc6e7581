import { z } from "zod";

export const nonEmpty = z.string().min(1);
export const text = (description: string) => nonEmpty.describe(description);

/** A text that may be empty. */
export const string = (description: string) => z.string().describe(description);
/** An output that is a secret text. */
export const secret = (description: string) => z.string().meta({ secret: true, description });

/** A list. Default: empty. */
export const list = <Item extends z.ZodType>(item: Item, description: string) =>
  z.array(item).default([]).describe(description);

/** A positive number with its default. */
export const positive = (value: number, description: string) =>
  z.number().positive().default(value).describe(description);
