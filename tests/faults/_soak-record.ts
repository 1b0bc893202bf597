import { setTimeout as sleep } from 'node:timers/promises';
import { type HttpBrowser, httpBrowser } from '../support/http-browser.ts';

/** From a kill until what was killed answers again and those who met it have come back; milliseconds since 1970. */
export type Window = { target: string; from: number; to: number };
/** One request of somebody; `problem` is what they saw instead of a page. */
type Asked = { kind: string; from: number; to: number; problem: string | undefined };
/** A page that led nowhere, in a journey that began at `from`. */
type Strange = { kind: string; from: number; at: number; what: string };

/** What all people met, and when something was killed. */
export class Record {
  readonly asked: Asked[] = [];
  readonly strange: Strange[] = [];
  readonly windows: Window[] = [];
  /** Addresses that asked Keycloak for a mail; of those no row of ours knows. */
  readonly mailed = new Set<string>();
  /** Whether anything was being killed between these two moments. */
  inKill(from: number, to: number): boolean {
    return this.windows.some((window) => window.from <= to && from <= window.to);
  }
}

/** Why something failed, in a line. */
export function causeOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? `${message}: ${cause.message}` : message;
}

/** Longer than any page may take; then a person gives up and comes again. */
const patienceMs = 30_000;
let visitors = 0;

/** Somebody's journey of one kind, in a browser and at an address of their own. */
export type Journey = {
  browser: HttpBrowser;
  /** What comes now is another journey, in the same browser. */
  anew(kind: string): void;
  /** Notes a page that leads nowhere, and waits as people do before they come again. */
  stumbled(what: string): Promise<void>;
};

export function journey(record: Record, first = ''): Journey {
  let [kind, began] = [first, Date.now()];
  visitors += 1;
  const address = `10.${(visitors >> 16) & 255}.${(visitors >> 8) & 255}.${visitors & 255}`;
  const ask: typeof fetch = async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const headers = { ...(init?.headers as { [name: string]: string }), 'x-forwarded-for': address };
    const from = Date.now();
    const mine = kind;
    const note = (problem?: string) => record.asked.push({ kind: mine, from, to: Date.now(), problem });
    try {
      const answer = await fetch(url, { ...init, headers, signal: AbortSignal.timeout(patienceMs) });
      note(answer.status >= 500 ? `${answer.status} at ${url.pathname}` : undefined);
      return answer;
    } catch (error) {
      note(`${causeOf(error)} at ${url.pathname}`);
      throw error;
    }
  };
  return {
    browser: httpBrowser((url) => url, ask),
    anew(next) {
      [kind, began] = [next, Date.now()];
    },
    async stumbled(what) {
      record.strange.push({ kind, from: began, at: Date.now(), what });
      await sleep(1000);
    },
  };
}
