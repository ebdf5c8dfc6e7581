/*
 * How many random examples the comparisons with other readers use. The seed is fixed, so that a rare difference in one of
 * thousands of examples does not fail an unrelated change; a failure prints it.
 */

/** The seed of the examples: `$REFEREE_SEED`. */
export const seed = Number(process.env.REFEREE_SEED ?? 5);

/** The number of examples: `$REFEREE_RUNS`. @param usual the number without that variable */
export const examples = (usual: number): number => Number(process.env.REFEREE_RUNS ?? usual);
