export function openOwnServers(): Promise<{
  /** Where they are, as `EINLASS_TEST_SERVERS` names it. */
  file: string;
  /** kill -9 of all its processes; resolves once it answers again. */
  killPostgres(): Promise<void>;
  killKeycloak(): Promise<void>;
  close(): Promise<void>;
}>;
