/** What is stopped before what: higher ones first. */
export const stages = { postgres: 1, side: 2, keycloak: 3, sidecar: 4, app: 5 };
