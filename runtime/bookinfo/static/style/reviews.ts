import { css } from "./css";

/** The reviews, and their stars. */
export const reviews = css`
  .section-head {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    justify-content: space-between;
    gap: 0.25rem 1.5rem;
    margin: 3rem 0 1rem;
  }

  .section-head h2 {
    font-size: 1.75rem;
  }

  .served-by {
    margin: 0;
    color: var(--muted);
    font-size: 0.875rem;
  }

  .reviews {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr));
    gap: 1.25rem;
    margin: 0;
    padding: 0;
    list-style: none;
  }

  .review {
    display: flex;
    flex-direction: column;
    gap: 1rem;
  }

  .review p,
  .review blockquote {
    margin: 0;
  }

  .review blockquote {
    flex: 1;
    font: 1.125rem/1.6 var(--serif);
  }

  .reviewer {
    display: flex;
    align-items: center;
    gap: 0.75rem;
    font-weight: 600;
  }

  .rating {
    display: flex;
    align-items: center;
    gap: 0.625rem;
  }

  /* On a light ground by day and by night, so that black stays black and red stays red. */
  .stars {
    display: inline-flex;
    gap: 0.125rem;
    padding: 0.3125rem 0.625rem;
    border: 1px solid #e3dacb;
    border-radius: 99rem;
    background: #fffdf9;
    color: #1b1714;
  }

  .stars[data-color="red"] {
    color: #c8102e;
  }

  .stars svg {
    display: block;
    fill: currentcolor;
    stroke: currentcolor;
    stroke-width: 1.5;
    stroke-linejoin: round;
  }

  .stars .empty {
    fill: none;
  }

  .figure {
    font-weight: 700;
  }

  .no-rating {
    align-self: start;
    padding: 0.3125rem 0.75rem;
    font-size: 0.9375rem;
  }

  @media (max-width: 46rem) {
    .section-head {
      margin-top: 2.25rem;
    }
  }
`;
