/** The sample's sign: an open book with a star over it. */
export const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
<rect width="32" height="32" rx="8" fill="#7a1f3d"/>
<path d="M16 24.6c-2.6-1.7-5.7-2.3-9.4-2V11.4c3.7-.3 6.8.4 9.4 2.1 2.6-1.7 5.7-2.4 9.4-2.1v11.2c-3.7-.3-6.8.3-9.4 2z" fill="#fff8ec"/>
<path d="M16 13.5v11.1" stroke="#7a1f3d" stroke-width="1.3"/>
<path d="M16 3.4l1.3 2.7 3 .4-2.2 2.1.6 2.9-2.7-1.4-2.7 1.4.6-2.9-2.2-2.1 3-.4z" fill="#f2b84b"/>
</svg>
`;
