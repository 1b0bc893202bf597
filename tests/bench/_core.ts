import { readdirSync, readFileSync } from 'node:fs';
import { servers } from '../support/servers.ts';

const fieldsOf = (pid: number | string): string[] =>
  readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];

/** Milliseconds of a core that a process has worked so far. */
export function worked(pid: number): number {
  const fields = fieldsOf(pid);
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Keycloak's Java process; its script is what was started. */
export function keycloakProcess(): number {
  const { keycloakPid } = servers();
  const child = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .find((pid) => {
      try {
        return fieldsOf(pid)[1] === String(keycloakPid);
      } catch {
        return false;
      }
    });
  return Number(child ?? keycloakPid);
}
