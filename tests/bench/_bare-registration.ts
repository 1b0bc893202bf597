/** The peer of the bench of registration: Express, the browser's row by primary key, and the same templates. `<database url> <port>` */
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { parseCookie } from 'cookie';
import express from 'express';
import pg from 'pg';
import { openAssets } from '../../sidecar/admin-ui/assets.ts';
import { frameFor } from '../../sidecar/admin-ui/frame.rules.ts';
import { openTexts } from '../../sidecar/platform/i18n.ts';
import { openViews } from '../../sidecar/platform/views.ts';

const [url = '', port = ''] = process.argv.slice(2);
const root = fileURLToPath(new URL('../../sidecar/', import.meta.url));
const render = openViews(root, openTexts(root));
const assets = openAssets().urls;
const pool = new pg.Pool({ connectionString: url, max: 10 });
const labels = ['Vorname', 'Nachname', 'Personalnummer'];
const inputs = labels.map((label) => ({ name: `fact-${label}`, label, value: '', required: true }));
const email = { name: 'email', label: 'Private E-Mail-Adresse', value: '', type: 'email', help: 'Hilfe' };
const code = {
  name: 'code',
  label: 'Code aus der E-Mail',
  value: '',
  plain: true,
  error: 'Dieser Code stimmt nicht.',
};

const app = express();
app.use(express.urlencoded({ extended: false }));
const page = (view: string, status: number, data: object) => {
  return async (request: express.Request, response: express.Response) => {
    const secret = parseCookie(request.headers.cookie ?? '')['einlass_registration'] ?? '';
    const browser = createHash('sha256').update(secret).digest();
    const { rows } = await pool.query('select * from registration where id = $1 and browser = $2', [
      request.params['id'],
      browser,
    ]);
    if (!rows[0]) return void response.sendStatus(404);
    const frame = frameFor({
      url: request.originalUrl,
      path: request.path,
      locale: 'de',
      scheme: 'auto',
      company: 'Muster AG',
      assets,
    });
    const body = render(view, { ...frame, ...data, base: request.path }, 'de', 'admin-ui/public');
    response.status(status).type('html').send(body);
  };
};
app.get('/registration/:id', page('registration/fields', 200, { inputs: [...inputs, email] }));
app.post(
  '/registration/:id/code',
  page('registration/code', 422, {
    email: 'wer@muster.example',
    mailsLeft: true,
    input: code,
    fields: [{ field: 'code', label: code.label, message: code.error }],
  }),
);
app.listen(Number(port), '127.0.0.1');
