import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../support/processes.ts';
import { workbook } from '../support/workbook.ts';
import { atDesk, type Desk, isDone, tries } from './_soak-desk.ts';
import type { Town } from './_soak-people.ts';
import { causeOf } from './_soak-record.ts';

const titles = ['Personalnummer', 'Vorname', 'Nachname', 'E-Mail-Adresse', 'Bereich', 'Höchste Rolle'];
const size = 10;

/** A workbook of ten people, run; then all of them are invited by a campaign. */
export const importsAndInvites = atDesk('imports', async (town, desk) => {
  const { site } = town;
  const people = Array.from({ length: size }, () => town.number());
  const email = (nth: number) => `import.${nth}@muster.example`;
  const rows = people.map((nth) => [`8${nth}`, 'Ida', `Import ${nth}`, email(nth), 'Werk Nord', 'Mitglied']);
  const id = await uploads(town, desk, await workbook(titles, rows));
  const state = async () =>
    String((await site.house.query(`select state from import where id = '${id}'`)).rows[0]?.['state']);
  await until('the preview', async () => (await state()) === 'ready', 300, 500);
  const runs = () => desk.browser.post(`${site.house.url}/admin/imports/${id}/run`, { mode: 'valid_rows' });
  for (let nth = 0; nth < tries && (await state().catch(() => 'ready')) === 'ready'; nth += 1) {
    try {
      const answer = await runs();
      if (isDone(answer) && answer.location?.origin === site.house.url) break;
      await desk.page(`/admin/imports/${id}`);
    } catch (error) {
      await desk.stumbled(causeOf(error));
    }
  }
  await until('the import is done', async () => (await state()) === 'done', 300, 500);
  desk.anew('invites by a campaign');
  const invited = async () => {
    const list = people.map((nth) => `'${email(nth)}'`).join(',');
    const { rows: found } = await site.house.query(
      `select 1 from invitation i join member m on m.id = i.member_id where m.email in (${list})`,
    );
    return found.length;
  };
  await until(
    'everybody is invited',
    async () => {
      if ((await invited()) >= size) return true;
      await desk.page('/admin/campaigns');
      await desk.browser.post(`${site.house.url}/admin/campaigns`);
      await sleep(2000);
      return (await invited()) >= size;
    },
    300,
    1000,
  );
  town.invited.push(...people.map((nth) => ({ email: email(nth) })));
  return true;
});

async function uploads({ site }: Town, desk: Desk, file: Buffer): Promise<string> {
  return until(
    'the upload',
    async () => {
      await desk.page('/admin/imports');
      const body = new FormData();
      body.set('workbook', new Blob([new Uint8Array(file)]), 'people.xlsx');
      const headers = {
        cookie: `einlass_session=${desk.browser.cookie('einlass_session')}`,
        'sec-fetch-site': 'same-origin',
      };
      const to = `${site.house.url}/admin/imports`;
      const answer = await fetch(to, { method: 'POST', body, headers, redirect: 'manual' });
      await answer.arrayBuffer();
      return /\/admin\/imports\/([0-9a-f-]{36})/.exec(answer.headers.get('location') ?? '')?.[1];
    },
    300,
    1000,
  );
}
