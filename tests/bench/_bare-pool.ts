/** The peer of the campaign's bench: a nodemailer pool and mails that are rendered already. `<smtp url> <file> <connections>` */
import { readFileSync } from 'node:fs';
import nodemailer from 'nodemailer';

const [url = '', file = '', connections = ''] = process.argv.slice(2);
const { hostname: host, port } = new URL(url);
const mails = readFileSync(file, 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line) as object);
const pool = nodemailer.createTransport({
  host,
  port: Number(port),
  ignoreTLS: true,
  pool: true,
  maxConnections: Number(connections),
});
const start = performance.now();
await Promise.all(mails.map((mail) => pool.sendMail(mail)));
const seconds = (performance.now() - start) / 1000;
pool.close();
const { user, system } = process.cpuUsage();
process.stdout.write(JSON.stringify({ seconds, coreMs: (user + system) / 1000 / mails.length }));
