export type OwnServers = {
  /** Where they are, as `EINLASS_TEST_SERVERS` names it. */
  file: string;
  /** kill -9 of all its processes; resolves once it answers again. */
  killPostgres(): Promise<void>;
  /** The same of one node of Keycloak; the first unless told. */
  killKeycloak(index?: number): Promise<void>;
  /** SIGTERM instead: as its operator does. */
  restartKeycloak(index?: number): Promise<void>;
  close(): Promise<void>;
};
export function openOwnServers(options?: { keycloaks?: number }): Promise<OwnServers>;
