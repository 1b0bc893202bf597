import { z } from 'zod';

const address = z
  .url({ protocol: /^https?$/, error: 'must be an http(s) address' })
  .transform((value) => value.replace(/\/+$/, ''));

const schema = z.object({
  PORT: z.coerce.number().int().min(0).max(65535).default(3001),
  HOST: z.string().default('127.0.0.1'),
  APP_URL: address,
  ISSUER: address,
  CLIENT_ID: z.string().default('sample-app'),
  CLIENT_SECRET: z.string().min(1),
  EINLASS_URL: address,
});
export type Settings = z.output<typeof schema>;

/** All complaints at once, one a line. */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const result = schema.safeParse(env);
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`The sample app's settings have errors:\n${lines.join('\n')}`);
}
