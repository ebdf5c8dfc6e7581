import { css } from "./css";

/** The services on the first page. */
export const services = css`
  .services {
    display: grid;
    gap: 1rem;
    margin: 1rem 0 0;
  }

  .services dt {
    color: var(--ink);
    font: 600 1rem/1.5 var(--mono);
  }

  .services dd {
    font-weight: 400;
  }
`;
